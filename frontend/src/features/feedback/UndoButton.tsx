/** Undoes the last change beside the song that it was about; its key is part of the label. */
import { Button, Kbd } from "@mantine/core";
import { undo, useChanges } from "@/components/undo";
import { useSingleKeys } from "@/lib/preferences";
import classes from "./VerdictButtons.module.css";

export const UndoButton = ({ subject }: { subject: string }) => {
  const last = useChanges().at(-1);
  const [hasSingleKeys] = useSingleKeys();
  if (last?.subject !== subject) return null;
  return (
    <Button
      variant="default"
      size="compact-sm"
      className={classes.undo}
      aria-keyshortcuts={hasSingleKeys ? "u" : undefined}
      onClick={({ currentTarget }) => {
        // This button goes: the focus stays in the row, at the first button of the group.
        currentTarget.closest("fieldset")?.querySelector("button")?.focus();
        undo(last.id);
      }}
    >
      Undo {hasSingleKeys && <Kbd size="xs">u</Kbd>}
    </Button>
  );
};
