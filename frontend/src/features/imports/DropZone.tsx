/** Where files are dropped or chosen; each is sent after the one before. */
import { Button, FileButton } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type DragEvent, useState } from "react";
import { toSentence } from "@/lib/format";
import type { Problem } from "@/lib/http";
import classes from "./Imports.module.css";
import { importsQuery, sendFile } from "./queries";

export const DropZone = () => {
  const client = useQueryClient();
  const [isOver, setOver] = useState(false);
  const { mutate, isPending, error, variables } = useMutation<void, Problem, File[]>({
    mutationFn: async (files) => {
      for (const file of files) {
        await sendFile(file);
        await client.invalidateQueries({
          queryKey: importsQuery().queryKey,
          exact: true,
        });
      }
    },
  });
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    mutate([...event.dataTransfer.files]);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button does the same with the keyboard.
    <div
      className={classes.zone}
      data-over={isOver || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      <p>Drop your files here: a zip as it came, a CSV, JSON or Parquet.</p>
      <FileButton multiple onChange={mutate}>
        {(props) => (
          <Button {...props} loading={isPending}>
            Choose files
          </Button>
        )}
      </FileButton>
      <div role="status">
        {isPending && `Sending ${variables.map((file) => file.name).join(", ")}`}
      </div>
      {error && <p role="alert">{toSentence([error.detail])}</p>}
    </div>
  );
};
