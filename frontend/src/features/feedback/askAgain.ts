/** What every change of feedback has in common: its turn, and what is asked for after it. */
import type { QueryClient } from "@tanstack/react-query";
import { refusedArtistsQuery, verdictsQuery } from "./queries";

/** One after the other, so that the last one given is the one that stays. */
export const VERDICT = { mutationKey: ["verdict"], scope: { id: "verdict" } };

export const askAgain = async (client: QueryClient): Promise<void> => {
  // While another verdict is on its way, the server does not know it yet.
  if (client.isMutating({ mutationKey: VERDICT.mutationKey }) > 1) return;
  await Promise.all([
    client.invalidateQueries(verdictsQuery()),
    client.invalidateQueries(refusedArtistsQuery()),
    client.invalidateQueries({ predicate: (query) => !!query.meta?.followsVerdicts }),
  ]);
};
