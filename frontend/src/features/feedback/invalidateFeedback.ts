/** Shared by every change of feedback: one at a time, and which queries to invalidate after it. */
import type { QueryClient } from "@tanstack/react-query";
import { blockedArtistsQuery, verdictsQuery } from "./queries";

/** Changes run one after another, so that the last one wins. */
export const FEEDBACK_MUTATION = { mutationKey: ["verdict"], scope: { id: "verdict" } };

export const invalidateFeedback = async (client: QueryClient): Promise<void> => {
  // Another change is still pending: a refetch now would overwrite its optimistic update.
  if (client.isMutating({ mutationKey: FEEDBACK_MUTATION.mutationKey }) > 1) return;
  await Promise.all([
    client.invalidateQueries(verdictsQuery()),
    client.invalidateQueries(blockedArtistsQuery()),
    client.invalidateQueries({ predicate: (query) => !!query.meta?.dependsOnFeedback }),
  ]);
};
