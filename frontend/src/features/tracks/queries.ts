/** Queries for one track and for popular tracks to start from. */
import { queryOptions } from "@tanstack/react-query";
import type { Track, TrackPage } from "@/lib/api-types";
import { http, type Problem, unwrap } from "@/lib/http";

const NUMBER_OF_STARTERS = 12;

export const trackQuery = (track_id: string) =>
  queryOptions<Track, Problem, Track, readonly [string, string]>({
    queryKey: ["track", track_id],
    queryFn: ({ signal }) =>
      unwrap(
        http.GET("/api/v1/tracks/{track_id}", {
          params: { path: { track_id } },
          signal,
        }),
      ),
  });

/** Without a search text, the server returns its popular tracks. */
export const startersQuery = () =>
  queryOptions<TrackPage, Problem, TrackPage, readonly [string]>({
    queryKey: ["starters"],
    queryFn: ({ signal }) =>
      unwrap(
        http.GET("/api/v1/tracks", {
          params: { query: { limit: NUMBER_OF_STARTERS } },
          signal,
        }),
      ),
  });
