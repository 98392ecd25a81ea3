/** The button that erases all feedback on songs and artists, after a confirmation. */
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { showToast } from "@/components/toasts";
import { forgetAllChanges } from "@/components/undo";
import { formatCount } from "@/lib/format";
import { http, type Problem, unwrap } from "@/lib/http";
import classes from "./FeedbackList.module.css";
import { blockedArtistsQuery, verdictsQuery } from "./queries";
import { FEEDBACK_MUTATION } from "./useFeedbackChange";

const eraseAll = async (): Promise<void> => {
  await unwrap(http.DELETE("/api/v1/feedback"));
};

export const EraseAll = () => {
  const client = useQueryClient();
  const { data: verdicts = [] } = useQuery(verdictsQuery());
  const { data: artists = [] } = useQuery(blockedArtistsQuery());
  const [isConfirming, setConfirming] = useState(false);
  const { mutate, isPending } = useMutation<void, Problem>({
    ...FEEDBACK_MUTATION,
    mutationFn: eraseAll,
    onSuccess: () => {
      setConfirming(false);
      forgetAllChanges();
      showToast("All feedback is erased", { subject: "all feedback" });
    },
    onError: (problem) =>
      showToast(`Nothing was erased. ${problem.detail}`, { subject: "all feedback" }),
    onSettled: () => client.invalidateQueries(),
  });
  const number = verdicts.length + artists.length;
  if (number === 0) return null;
  if (!isConfirming)
    return (
      <Button variant="default" onClick={() => setConfirming(true)}>
        Erase all
      </Button>
    );
  return (
    <fieldset aria-label="Erase all" className={classes.confirmation}>
      <span>Erase {formatCount(number, "verdict", "verdicts")} for good?</span>
      <Button loading={isPending} onClick={() => mutate()}>
        Erase
      </Button>
      <Button variant="default" onClick={() => setConfirming(false)}>
        Keep
      </Button>
    </fieldset>
  );
};
