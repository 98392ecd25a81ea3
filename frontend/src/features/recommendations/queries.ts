/** Queries for the recommendations of a track, those of a listener, and the genres. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type {
  GenreList,
  RecommendationList,
  TrackRecommendationList,
} from "@/lib/api-types";
import { http, type Problem, unwrap } from "@/lib/http";
import { type Filters, type Tuning, toRequest } from "./tuning";

export const NUMBER_PER_TRACK = 10;
export const NUMBER_FOR_YOU = 20;
/** Extra rows that replace rejected ones until the refetched list arrives. */
const NUMBER_IN_RESERVE = 4;

export const recommendationsQuery = (track_id: string, tuning: Tuning = {}) =>
  queryOptions<
    TrackRecommendationList,
    Problem,
    TrackRecommendationList,
    readonly [string, string, Tuning]
  >({
    queryKey: ["recommendations", track_id, tuning],
    queryFn: ({ signal }) => {
      const { diversity, max_per_artist, feedback } = tuning;
      return unwrap(
        http.GET("/api/v1/tracks/{track_id}/recommendations", {
          params: {
            path: { track_id },
            query: {
              limit: NUMBER_PER_TRACK + NUMBER_IN_RESERVE,
              ...(diversity !== undefined && { diversity }),
              ...(max_per_artist !== undefined && { max_per_artist }),
              ...(feedback === "off" && { use_feedback: false }),
            },
          },
          signal,
        }),
      );
    },
    meta: { dependsOnFeedback: true },
    placeholderData: keepPreviousData,
  });

export const forYouQuery = (tuning: Tuning = {}, filters: Filters = {}) =>
  queryOptions<
    RecommendationList,
    Problem,
    RecommendationList,
    readonly [string, Tuning, Filters]
  >({
    queryKey: ["for you", tuning, filters],
    queryFn: ({ signal }) =>
      unwrap(
        http.POST("/api/v1/recommendations", {
          body: toRequest(tuning, filters, NUMBER_FOR_YOU + NUMBER_IN_RESERVE),
          signal,
        }),
      ),
    meta: { dependsOnFeedback: true },
    placeholderData: keepPreviousData,
  });

export const genresQuery = () =>
  queryOptions<GenreList, Problem, GenreList, readonly [string]>({
    queryKey: ["genres"],
    queryFn: ({ signal }) => unwrap(http.GET("/api/v1/genres", { signal })),
  });
