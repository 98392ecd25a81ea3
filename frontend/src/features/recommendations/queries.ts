/** Queries for the recommendations of a track, those of a listener, and the genres. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { http, unwrap } from "@/lib/http";
import { type Filters, type Tuning, toRequest } from "./tuning";

export const NUMBER_PER_TRACK = 10;
export const NUMBER_FOR_YOU = 20;
/** Extra rows that replace rejected ones until the refetched list arrives. */
const NUMBER_IN_RESERVE = 4;

export const recommendationsQuery = (track_id: string, tuning: Tuning = {}) =>
  queryOptions({
    queryKey: ["recommendations", track_id, tuning],
    queryFn: ({ signal }) => {
      const { feedback, ...query } = tuning;
      const params = {
        path: { track_id },
        query: {
          limit: NUMBER_PER_TRACK + NUMBER_IN_RESERVE,
          ...query,
          ...(feedback === "off" && { use_feedback: false }),
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
      const body = toRequest(tuning, filters, NUMBER_FOR_YOU + NUMBER_IN_RESERVE);
      return unwrap(http.POST("/api/v1/recommendations", { body, signal }));
    },
    meta: { dependsOnFeedback: true },
    placeholderData: keepPreviousData,
  });

export const genresQuery = () =>
  queryOptions({
    queryKey: ["genres"],
    queryFn: ({ signal }) => unwrap(http.GET("/api/v1/genres", { signal })),
  });
