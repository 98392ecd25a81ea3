/** Every verdict of this person, the newest first; one list, so that one place is patched. */
import { queryOptions } from "@tanstack/react-query";
import type { FeedbackItem } from "@/lib/answers";
import { dataOf, http, type Problem } from "@/lib/http";

const PER_REQUEST = 100;

const allVerdicts = async (signal: AbortSignal): Promise<FeedbackItem[]> => {
  const verdicts: FeedbackItem[] = [];
  let cursor: string | null | undefined;
  do {
    const page = await dataOf(
      http.GET("/api/v1/feedback", {
        params: { query: { limit: PER_REQUEST, ...(cursor ? { cursor } : {}) } },
        signal,
      }),
    );
    verdicts.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor);
  return verdicts;
};

export const verdictsQuery = () =>
  queryOptions<FeedbackItem[], Problem, FeedbackItem[], readonly [string]>({
    queryKey: ["verdicts"],
    queryFn: ({ signal }) => allVerdicts(signal),
  });
