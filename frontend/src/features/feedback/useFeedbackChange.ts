/** Changes of feedback: one after another, with optimistic updates, undo and invalidation. */
import {
  type QueryClient,
  type QueryKey,
  useMutation,
  useQueryClient,
} from "@tanstack/react-query";
import { showToast } from "@/components/toasts";
import { forgetChange, recordChange, type Change as Undoable } from "@/components/undo";
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

/** How a change is named to the listener. */
type Notice = Omit<Undoable, "id" | "revert">;

/** A change on its way to the server, with its id among those that can be undone. */
interface Sent<Change> {
  change: Change;
  subject: string;
  undo_id?: number;
}

/** Return a function that saves a change, and tells of it with undo. */
export const useFeedbackChange = <Change>({
  queryKey,
  save,
  updateCache,
  invert,
}: ChangeOptions<Change>) => {
  const client = useQueryClient();
  const { mutate } = useMutation<unknown, Problem, Sent<Change>>({
    ...FEEDBACK_MUTATION,
    mutationFn: ({ change }) => save(change),
    onMutate: async ({ change }) => {
      await client.cancelQueries({ queryKey });
      updateCache(client, change);
    },
    onError: ({ detail }, { change, subject, undo_id }) => {
      updateCache(client, invert(change));
      if (undo_id !== undefined) forgetChange(undo_id);
      showToast(`The verdict was not saved. ${detail}`, { subject });
    },
    onSettled: () => invalidateFeedback(client),
  });
  return (change: Change, { subject, message, word }: Notice): void => {
    const revert = () => mutate({ change: invert(change), subject });
    const undo_id = recordChange({ subject, message, word, revert });
    mutate({ change, subject, undo_id });
  };
};
