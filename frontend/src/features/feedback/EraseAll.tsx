/** Erases every verdict, after asking once. */
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { showToast } from "@/components/toasts";
import type { FeedbackItem } from "@/lib/answers";
import { dataOf, http, type Problem } from "@/lib/http";
import { counted } from "@/lib/words";
import classes from "./FeedbackList.module.css";

const eraseEach = async (items: FeedbackItem[]): Promise<void> => {
  for (const { track_id } of items)
    await dataOf(
      http.DELETE("/api/v1/feedback/{track_id}", { params: { path: { track_id } } }),
    );
};

export const EraseAll = ({ items }: { items: FeedbackItem[] }) => {
  const client = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const { mutate, isPending } = useMutation<void, Problem, FeedbackItem[]>({
    mutationFn: eraseEach,
    onSuccess: () => showToast("Everything you said is erased"),
    onError: (problem) => showToast(`Not everything was erased. ${problem.detail}`),
    onSettled: () => client.invalidateQueries(),
  });
  if (!isAsking)
    return (
      <Button variant="default" onClick={() => setAsking(true)}>
        Erase all
      </Button>
    );
  return (
    <fieldset aria-label="Erase all" className={classes.asking}>
      <span>Erase {counted(items.length, "verdict", "verdicts")} for good?</span>
      <Button loading={isPending} onClick={() => mutate(items)}>
        Erase
      </Button>
      <Button variant="default" onClick={() => setAsking(false)}>
        Keep
      </Button>
    </fieldset>
  );
};
