/** Undoes the last change on `u` (if single keys are on) and on Ctrl+Z, except while typing. */
import { useWindowEvent } from "@mantine/hooks";
import { isTyping } from "@/lib/keyboard";
import { useSingleKeys } from "@/lib/preferences";
import { undo, useChanges } from "./undo";

export const useUndoKeys = (): void => {
  const hasChange = useChanges().length > 0;
  const [hasSingleKeys] = useSingleKeys();
  useWindowEvent("keydown", (event) => {
    if (!hasChange || event.shiftKey || event.altKey || isTyping(event.target)) return;
    const withControl = event.ctrlKey || event.metaKey;
    const isUndo = withControl ? event.key === "z" : hasSingleKeys && event.key === "u";
    if (!isUndo) return;
    event.preventDefault();
    undo();
  });
};
