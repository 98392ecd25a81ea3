/** Songs whose title or artist is like what was typed. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { TrackPage } from "@/lib/answers";
import { dataOf, http, type Problem } from "@/lib/http";

const AT_MOST = 8;

export const searchQuery = (text: string) =>
  queryOptions<TrackPage, Problem, TrackPage, readonly [string, string]>({
    queryKey: ["search", text],
    queryFn: ({ signal }) =>
      dataOf(
        http.GET("/api/v1/tracks", {
          params: { query: { q: text, limit: AT_MOST } },
          signal,
        }),
      ),
    enabled: text !== "",
    placeholderData: keepPreviousData,
  });
