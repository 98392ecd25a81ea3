/** Set and remove verdicts with optimistic updates. */
import { type QueryClient, useQuery } from "@tanstack/react-query";
import type { FeedbackItem, TrackSummary, Verdict } from "@/lib/api-types";
import { formatTitle } from "@/lib/format";
import { http, unwrap } from "@/lib/http";
import { verdictsQuery } from "./queries";
import { useFeedbackChange } from "./useFeedbackChange";

interface Change {
  track: TrackSummary;
  /** Null removes the verdict. */
  verdict: Verdict | null;
  previous: Verdict | null;
}

const save = ({ track: { track_id }, verdict }: Change): Promise<unknown> => {
  const params = { path: { track_id } };
  const path = "/api/v1/feedback/{track_id}";
  return verdict === null
    ? unwrap(http.DELETE(path, { params }))
    : unwrap(http.PUT(path, { params, body: { verdict } }));
};

const updateCache = (client: QueryClient, { track, verdict }: Change): void => {
  client.setQueryData(verdictsQuery().queryKey, (items: FeedbackItem[] = []) => {
    const others = items.filter((item) => item.track_id !== track.track_id);
    if (verdict === null) return others;
    const updated_at = new Date().toISOString();
    return [{ track_id: track.track_id, verdict, updated_at, track }, ...others];
  });
};

const invert = ({ track, verdict, previous }: Change): Change => ({
  track,
  verdict: previous,
  previous: verdict,
});

const WORDS: Record<Verdict, string> = {
  like: "like",
  dislike: "dislike",
  never: "“never again”",
};

/** The name of a track among the changes that can be undone. */
export const trackSubject = (track_id: string): string => `track ${track_id}`;

const formatMessage = (verdict: Verdict | null, title: string): string =>
  verdict === null
    ? `Verdict on “${title}” erased`
    : {
        like: `Liked “${title}”`,
        dislike: `Disliked “${title}”`,
        never: `“${title}” will never be recommended again`,
      }[verdict];

export const useVerdicts = () => {
  const { queryKey } = verdictsQuery();
  const { data: items = [] } = useQuery(verdictsQuery());
  const change = useFeedbackChange({ queryKey, save, updateCache, invert });

  const getVerdict = (track_id: string): Verdict | null =>
    items.find((item) => item.track_id === track_id)?.verdict ?? null;

  const setVerdict = (track: TrackSummary, verdict: Verdict | null): void =>
    change(
      { track, verdict, previous: getVerdict(track.track_id) },
      {
        subject: trackSubject(track.track_id),
        message: formatMessage(verdict, formatTitle(track)),
        word: verdict === null ? "erased verdict" : WORDS[verdict],
      },
    );

  return { getVerdict, setVerdict };
};
