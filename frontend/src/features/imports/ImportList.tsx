/** The files that were sent, the newest first, each with what came of it. */
import { Button, VisuallyHidden } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { QueryView } from "@/components/QueryView";
import type { Import } from "@/lib/api-types";
import { formatCount } from "@/lib/format";
import { http, unwrap } from "@/lib/http";
import { describeState } from "./describe";
import classes from "./Imports.module.css";
import { hasEnded, importProblemsQuery, importsQuery } from "./queries";

const Problems = ({ sent }: { sent: Import }) => {
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {formatCount(sent.number_of_problems, "thing was", "things were")} left out
      </summary>
      {isOpen && (
        <QueryView query={importProblemsQuery(sent.import_id)} loading={<p>…</p>}>
          {({ items, next_cursor }) => (
            <ul>
              {items.map(({ detail }) => (
                <li key={detail}>{detail}</li>
              ))}
              {next_cursor && <li>… and more, in the table raw._rejected</li>}
            </ul>
          )}
        </QueryView>
      )}
    </details>
  );
};

const ImportRow = ({ sent }: { sent: Import }) => {
  const client = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: () => {
      const params = { path: { import_id: sent.import_id } };
      return unwrap(http.DELETE("/api/v1/imports/{import_id}", { params }));
    },
    onSettled: () => client.invalidateQueries({ queryKey: importsQuery().queryKey }),
  });
  return (
    <li data-state={sent.state}>
      <div>
        <strong>{sent.file_name}</strong>
        <span>{describeState(sent)}</span>
        {sent.number_of_problems > 0 && <Problems sent={sent} />}
      </div>
      {hasEnded(sent) && (
        <Button variant="default" loading={isPending} onClick={() => mutate()}>
          Clear <VisuallyHidden>{sent.file_name} from this list</VisuallyHidden>
        </Button>
      )}
    </li>
  );
};

/** After an import there may be other songs, lists and figures than those that were fetched. */
const useFreshData = (items: readonly Import[]) => {
  const client = useQueryClient();
  const running = useRef(0);
  const number = items.filter((sent) => !hasEnded(sent)).length;
  useEffect(() => {
    if (number < running.current)
      void client.invalidateQueries({
        predicate: ({ queryKey }) => queryKey[0] !== importsQuery().queryKey[0],
      });
    running.current = number;
  }, [client, number]);
};

const Rows = ({ items }: { items: readonly Import[] }) => {
  useFreshData(items);
  return (
    <ul className={classes.list} aria-live="polite">
      {items.map((sent) => (
        <ImportRow key={sent.import_id} sent={sent} />
      ))}
    </ul>
  );
};

export const ImportList = () => (
  <QueryView
    query={importsQuery()}
    loading={<p>…</p>}
    isEmpty={({ items }) => items.length === 0}
    empty={<p>No file was sent yet.</p>}
  >
    {({ items }) => <Rows items={items} />}
  </QueryView>
);
