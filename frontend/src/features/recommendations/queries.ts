/** What follows from one track. */
import { queryOptions } from "@tanstack/react-query";
import type { RecommendationList } from "@/lib/answers";
import { dataOf, http, type Problem } from "@/lib/http";

export const NUMBER_SHOWN = 10;

/** Held ready, so that a row that is taken out leaves no hole while the list is asked for. */
const SPARE = 4;

export const recommendationsQuery = (track_id: string) =>
  queryOptions<
    RecommendationList,
    Problem,
    RecommendationList,
    readonly [string, string]
  >({
    queryKey: ["recommendations", track_id],
    queryFn: ({ signal }) =>
      dataOf(
        http.GET("/api/v1/tracks/{track_id}/recommendations", {
          params: { path: { track_id }, query: { limit: NUMBER_SHOWN + SPARE } },
          signal,
        }),
      ),
    meta: { followsVerdicts: true },
  });
