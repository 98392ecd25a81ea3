/** Give a verdict and take it back: on screen at once, then at the server. */
import {
  type QueryClient,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { showToast } from "@/components/toasts";
import type { FeedbackItem, TrackSummary, Verdict } from "@/lib/answers";
import { dataOf, http, type Problem } from "@/lib/http";
import { titleOf } from "@/lib/words";
import { askAgain, VERDICT } from "./askAgain";
import { verdictsQuery } from "./queries";

interface Change {
  track: TrackSummary;
  /** Null takes the verdict back. */
  verdict: Verdict | null;
  before: Verdict | null;
}

const send = async ({ track, verdict }: Change): Promise<void> => {
  const path = { track_id: track.track_id };
  if (verdict === null)
    await dataOf(http.DELETE("/api/v1/feedback/{track_id}", { params: { path } }));
  else
    await dataOf(
      http.PUT("/api/v1/feedback/{track_id}", { params: { path }, body: { verdict } }),
    );
};

const patch = (
  client: QueryClient,
  track: TrackSummary,
  verdict: Verdict | null,
): void => {
  client.setQueryData(verdictsQuery().queryKey, (items: FeedbackItem[] = []) => {
    const others = items.filter((item) => item.track_id !== track.track_id);
    if (verdict === null) return others;
    const updated_at = new Date().toISOString();
    return [{ track_id: track.track_id, verdict, updated_at, track }, ...others];
  });
};

const saidOf = (verdict: Verdict | null, title: string): string =>
  verdict === null
    ? `Verdict on “${title}” erased`
    : {
        like: `Liked “${title}”`,
        dislike: `“${title}” taken out`,
        never: `“${title}” will never be recommended again`,
      }[verdict];

const useChange = () => {
  const client = useQueryClient();
  return useMutation<void, Problem, Change>({
    ...VERDICT,
    mutationFn: send,
    onMutate: async ({ track, verdict }) => {
      await client.cancelQueries(verdictsQuery());
      patch(client, track, verdict);
    },
    onError: (problem, { track, before }) => {
      patch(client, track, before);
      showToast(`The verdict was not saved. ${problem.detail}`);
    },
    onSettled: () => askAgain(client),
  });
};

export const useVerdicts = () => {
  const { data: items = [] } = useQuery(verdictsQuery());
  const { mutate } = useChange();
  const verdictOf = (track_id: string): Verdict | null =>
    items.find((item) => item.track_id === track_id)?.verdict ?? null;

  const give = (track: TrackSummary, verdict: Verdict | null): void => {
    const before = verdictOf(track.track_id);
    mutate({ track, verdict, before });
    showToast(saidOf(verdict, titleOf(track)), () =>
      mutate({ track, verdict: before, before: verdict }),
    );
  };

  const isTurnedDown = (track_id: string): boolean => {
    const verdict = verdictOf(track_id);
    return verdict === "dislike" || verdict === "never";
  };

  return { verdictOf, give, isTurnedDown };
};
