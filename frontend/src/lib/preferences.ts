/** What a person has set on this browser, kept in its local storage. */
import { useLocalStorage } from "@mantine/hooks";

export const COLOR_SCHEME_KEY = "segue-color-scheme";

/** Single-key shortcuts must be possible to switch off (WCAG 2.1.4). */
export const useSlashShortcut = () =>
  useLocalStorage<boolean>({
    key: "segue-slash-shortcut",
    defaultValue: true,
    getInitialValueInEffect: false,
  });
