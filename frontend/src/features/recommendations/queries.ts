/** Queries for the recommendations of a track, those of a listener, and the genres. */
import {
  keepPreviousData,
  type QueryKey,
  queryOptions,
  type UseQueryOptions,
} from "@tanstack/react-query";
import type { Recommendation, RecommendationRequest } from "@/lib/api-types";
import { http, type Problem, unwrap } from "@/lib/http";
import { type Filters, type Tuning, toListOptions, toRequest } from "./tuning";

export const NUMBER_PER_TRACK = 10;
export const NUMBER_FOR_YOU = 20;
export const NUMBER_TO_DISCOVER = 20;

/** What every list of recommendations has. */
export interface RecommendedList {
  items: Recommendation[];
  shortfall_reason: string | null;
}

export type ListQuery<List, Key extends QueryKey> = UseQueryOptions<
  List,
  Problem,
  List,
  Key
>;

export const recommendationsQuery = (track_id: string, tuning: Tuning = {}) =>
  queryOptions({
    queryKey: ["recommendations", track_id, tuning],
    queryFn: ({ signal }) => {
      const params = {
        path: { track_id },
        query: {
          limit: NUMBER_PER_TRACK,
          ...toListOptions(tuning),
          ...(tuning.feedback === "off" && { use_feedback: false }),
        },
      };
      const path = "/api/v1/tracks/{track_id}/recommendations";
      return unwrap(http.GET(path, { params, signal }));
    },
    meta: { dependsOnFeedback: true },
    placeholderData: keepPreviousData,
  });

export const forYouQuery = (tuning: Tuning = {}, filters: Filters = {}) =>
  queryOptions({
    queryKey: ["for you", tuning, filters],
    queryFn: ({ signal }) => {
      const body = toRequest(tuning, filters, NUMBER_FOR_YOU);
      return unwrap(http.POST("/api/v1/recommendations", { body, signal }));
    },
    meta: { dependsOnFeedback: true },
    placeholderData: keepPreviousData,
  });

/** The list of any request: while another one is answered, its rows stay. */
export const discoverQuery = (request: RecommendationRequest) =>
  queryOptions({
    queryKey: ["discover", request],
    queryFn: ({ signal }) => {
      const body = { ...request, limit: NUMBER_TO_DISCOVER };
      return unwrap(http.POST("/api/v1/recommendations", { body, signal }));
    },
    meta: { dependsOnFeedback: true },
    placeholderData: keepPreviousData,
  });
