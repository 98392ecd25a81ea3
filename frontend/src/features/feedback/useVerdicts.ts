/** Set and remove verdicts with optimistic updates. */
import {
  type QueryClient,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { showToast } from "@/components/toasts";
import type { FeedbackItem, TrackSummary, Verdict } from "@/lib/api-types";
import { formatTitle } from "@/lib/format";
import { http, type Problem, unwrap } from "@/lib/http";
import { FEEDBACK_MUTATION, invalidateFeedback } from "./invalidateFeedback";
import { verdictsQuery } from "./queries";

interface Change {
  track: TrackSummary;
  /** Null removes the verdict. */
  verdict: Verdict | null;
  previous: Verdict | null;
}

const saveChange = async ({ track, verdict }: Change): Promise<void> => {
  const path = { track_id: track.track_id };
  if (verdict === null)
    await unwrap(http.DELETE("/api/v1/feedback/{track_id}", { params: { path } }));
  else
    await unwrap(
      http.PUT("/api/v1/feedback/{track_id}", { params: { path }, body: { verdict } }),
    );
};

const updateCache = (
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

const formatVerdictMessage = (verdict: Verdict | null, title: string): string =>
  verdict === null
    ? `Verdict on “${title}” erased`
    : {
        like: `Liked “${title}”`,
        dislike: `Disliked “${title}”`,
        never: `“${title}” will never be recommended again`,
      }[verdict];

const useSaveChange = () => {
  const client = useQueryClient();
  return useMutation<void, Problem, Change>({
    ...FEEDBACK_MUTATION,
    mutationFn: saveChange,
    onMutate: async ({ track, verdict }) => {
      await client.cancelQueries(verdictsQuery());
      updateCache(client, track, verdict);
    },
    onError: (problem, { track, previous }) => {
      updateCache(client, track, previous);
      showToast(`The verdict was not saved. ${problem.detail}`);
    },
    onSettled: () => invalidateFeedback(client),
  });
};

export const useVerdicts = () => {
  const { data: items = [] } = useQuery(verdictsQuery());
  const { mutate } = useSaveChange();
  const getVerdict = (track_id: string): Verdict | null =>
    items.find((item) => item.track_id === track_id)?.verdict ?? null;

  const setVerdict = (track: TrackSummary, verdict: Verdict | null): void => {
    const previous = getVerdict(track.track_id);
    mutate({ track, verdict, previous });
    showToast(formatVerdictMessage(verdict, formatTitle(track)), () =>
      mutate({ track, verdict: previous, previous: verdict }),
    );
  };

  const isRejected = (track_id: string): boolean => {
    const verdict = getVerdict(track_id);
    return verdict === "dislike" || verdict === "never";
  };

  return { getVerdict, setVerdict, isRejected };
};
