/** A change of the accounts by their owner. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { showToast } from "@/components/toasts";
import type { Problem } from "@/lib/http";
import { peopleQuery } from "./queries";

/** Send a change of one person, say so, and show the list as it is then. */
export const usePersonChange = <Answer>(
  send: () => Promise<Answer>,
  { describe, onDone }: { describe: (answer: Answer) => string; onDone: () => void },
) => {
  const client = useQueryClient();
  return useMutation<Answer, Problem>({
    mutationFn: send,
    onSuccess: (answer) => {
      onDone();
      showToast(describe(answer));
      return client.invalidateQueries(peopleQuery());
    },
  });
};
