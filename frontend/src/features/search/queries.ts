/** The query for songs whose title or artist matches the typed text. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { TrackPage } from "@/lib/api-types";
import { http, type Problem, unwrap } from "@/lib/http";

const MAX_RESULTS = 8;

export const searchQuery = (text: string) =>
  queryOptions<TrackPage, Problem, TrackPage, readonly [string, string]>({
    queryKey: ["search", text],
    queryFn: ({ signal }) =>
      unwrap(
        http.GET("/api/v1/tracks", {
          params: { query: { q: text, limit: MAX_RESULTS } },
          signal,
        }),
      ),
    enabled: text !== "",
    placeholderData: keepPreviousData,
  });
