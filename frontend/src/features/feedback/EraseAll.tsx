/** Erases everything that was said, of songs and of artists, after asking once. */
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { showToast } from "@/components/toasts";
import { dataOf, http, type Problem } from "@/lib/http";
import { counted } from "@/lib/words";
import { VERDICT } from "./askAgain";
import classes from "./FeedbackList.module.css";
import { refusedArtistsQuery, verdictsQuery } from "./queries";

const eraseAll = async (): Promise<void> => {
  await dataOf(http.DELETE("/api/v1/feedback"));
};

export const EraseAll = () => {
  const client = useQueryClient();
  const { data: verdicts = [] } = useQuery(verdictsQuery());
  const { data: artists = [] } = useQuery(refusedArtistsQuery());
  const [isAsking, setAsking] = useState(false);
  const { mutate, isPending } = useMutation<void, Problem>({
    ...VERDICT,
    mutationFn: eraseAll,
    onSuccess: () => {
      setAsking(false);
      showToast("Everything you said is erased");
    },
    onError: (problem) => showToast(`Nothing was erased. ${problem.detail}`),
    onSettled: () => client.invalidateQueries(),
  });
  const number = verdicts.length + artists.length;
  if (number === 0) return null;
  if (!isAsking)
    return (
      <Button variant="default" onClick={() => setAsking(true)}>
        Erase all
      </Button>
    );
  return (
    <fieldset aria-label="Erase all" className={classes.asking}>
      <span>Erase {counted(number, "verdict", "verdicts")} for good?</span>
      <Button loading={isPending} onClick={() => mutate()}>
        Erase
      </Button>
      <Button variant="default" onClick={() => setAsking(false)}>
        Keep
      </Button>
    </fieldset>
  );
};
