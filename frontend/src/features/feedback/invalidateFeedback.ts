/** What every change of feedback has in common: its turn, and what is asked for after it. */
import type { QueryClient } from "@tanstack/react-query";
import { blockedArtistsQuery, verdictsQuery } from "./queries";

/** One after the other, so that the last one given is the one that stays. */
export const FEEDBACK_MUTATION = { mutationKey: ["verdict"], scope: { id: "verdict" } };

export const invalidateFeedback = async (client: QueryClient): Promise<void> => {
  // While another verdict is on its way, the server does not know it yet.
  if (client.isMutating({ mutationKey: FEEDBACK_MUTATION.mutationKey }) > 1) return;
  await Promise.all([
    client.invalidateQueries(verdictsQuery()),
    client.invalidateQueries(blockedArtistsQuery()),
    client.invalidateQueries({ predicate: (query) => !!query.meta?.dependsOnFeedback }),
  ]);
};
