/** Focuses the search box on the key `/`, except while typing elsewhere. */
import { useWindowEvent } from "@mantine/hooks";
import type { RefObject } from "react";
import { isTyping } from "@/lib/keyboard";

export const useSlashFocus = (
  field: RefObject<HTMLInputElement | null>,
  isOn: boolean,
): void => {
  useWindowEvent("keydown", (event) => {
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!isOn || event.key !== "/" || !isPlain || isTyping(event.target)) return;
    event.preventDefault();
    field.current?.focus();
  });
};
