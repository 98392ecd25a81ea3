/** Changes of feedback: one after another, with optimistic updates, undo and invalidation. */
import {
  type QueryClient,
  type QueryKey,
  useMutation,
  useQueryClient,
} from "@tanstack/react-query";
import { showToast } from "@/components/toasts";
import type { Problem } from "@/lib/http";
import { blockedArtistsQuery, verdictsQuery } from "./queries";

/** Changes run one after another, so that the last one wins. */
export const FEEDBACK_MUTATION = { mutationKey: ["verdict"], scope: { id: "verdict" } };

const invalidateFeedback = async (client: QueryClient): Promise<void> => {
  // Another change is still pending: a refetch now would overwrite its optimistic update.
  if (client.isMutating({ mutationKey: FEEDBACK_MUTATION.mutationKey }) > 1) return;
  await Promise.all([
    client.invalidateQueries(verdictsQuery()),
    client.invalidateQueries(blockedArtistsQuery()),
    client.invalidateQueries({ predicate: (query) => !!query.meta?.dependsOnFeedback }),
  ]);
};

interface ChangeOptions<Change> {
  queryKey: QueryKey;
  save: (change: Change) => Promise<unknown>;
  updateCache: (client: QueryClient, change: Change) => void;
  invert: (change: Change) => Change;
}

/** Return a function that saves a change, and shows a message with undo. */
export const useFeedbackChange = <Change>({
  queryKey,
  save,
  updateCache,
  invert,
}: ChangeOptions<Change>) => {
  const client = useQueryClient();
  const { mutate } = useMutation<unknown, Problem, Change>({
    ...FEEDBACK_MUTATION,
    mutationFn: save,
    onMutate: async (change) => {
      await client.cancelQueries({ queryKey });
      updateCache(client, change);
    },
    onError: (problem, change) => {
      updateCache(client, invert(change));
      showToast(`The verdict was not saved. ${problem.detail}`);
    },
    onSettled: () => invalidateFeedback(client),
  });
  return (change: Change, message: string): void => {
    mutate(change);
    showToast(message, () => mutate(invert(change)));
  };
};
