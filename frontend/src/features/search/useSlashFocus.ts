/** Focuses the search box on the key `/`, except while typing elsewhere. */
import { type RefObject, useEffect } from "react";

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches("input, textarea, select"));

export const useSlashFocus = (
  field: RefObject<HTMLInputElement | null>,
  isOn: boolean,
): void => {
  useEffect(() => {
    if (!isOn) return;
    const focusOnSlash = (event: KeyboardEvent) => {
      const isUnset = !event.ctrlKey && !event.metaKey && !event.altKey;
      if (event.key !== "/" || !isUnset || isTyping(event.target)) return;
      event.preventDefault();
      field.current?.focus();
    };
    window.addEventListener("keydown", focusOnSlash);
    return () => window.removeEventListener("keydown", focusOnSlash);
  }, [field, isOn]);
};
