/** Preferences, stored in the browser's local storage. */
import { useLocalStorage } from "@mantine/hooks";

export const COLOR_SCHEME_KEY = "segue-color-scheme";

/** Whether `/` focuses the search: single-key shortcuts must be optional (WCAG 2.1.4). */
export const useSlashShortcut = () =>
  useLocalStorage<boolean>({
    key: "segue-slash-shortcut",
    defaultValue: true,
    getInitialValueInEffect: false,
  });
