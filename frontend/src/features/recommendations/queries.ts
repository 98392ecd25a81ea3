/** What follows from one track, what follows from a person's likes, and the genres to choose from. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { GenreList, RecommendationList, WishList } from "@/lib/answers";
import { dataOf, http, type Problem } from "@/lib/http";
import { type Filters, type Tuning, wishOf } from "./tuning";

export const NUMBER_SHOWN = 10;
export const NUMBER_FOR_YOU = 20;
/** Held ready, so that a row that is taken out leaves no hole while the list is asked for. */
const SPARE = 4;

export const recommendationsQuery = (track_id: string, tuning: Tuning = {}) =>
  queryOptions<
    RecommendationList,
    Problem,
    RecommendationList,
    readonly [string, string, Tuning]
  >({
    queryKey: ["recommendations", track_id, tuning],
    queryFn: ({ signal }) => {
      const { diversity, artist_cap, feedback } = tuning;
      return dataOf(
        http.GET("/api/v1/tracks/{track_id}/recommendations", {
          params: {
            path: { track_id },
            query: {
              limit: NUMBER_SHOWN + SPARE,
              ...(diversity !== undefined && { diversity }),
              ...(artist_cap !== undefined && { artist_cap }),
              ...(feedback === "off" && { use_feedback: false }),
            },
          },
          signal,
        }),
      );
    },
    meta: { followsVerdicts: true },
    placeholderData: keepPreviousData,
  });

export const forYouQuery = (tuning: Tuning = {}, filters: Filters = {}) =>
  queryOptions<WishList, Problem, WishList, readonly [string, Tuning, Filters]>({
    queryKey: ["for you", tuning, filters],
    queryFn: ({ signal }) =>
      dataOf(
        http.POST("/api/v1/recommendations", {
          body: wishOf(tuning, filters, NUMBER_FOR_YOU + SPARE),
          signal,
        }),
      ),
    meta: { followsVerdicts: true },
    placeholderData: keepPreviousData,
  });

export const genresQuery = () =>
  queryOptions<GenreList, Problem, GenreList, readonly [string]>({
    queryKey: ["genres"],
    queryFn: ({ signal }) => dataOf(http.GET("/api/v1/genres", { signal })),
  });
