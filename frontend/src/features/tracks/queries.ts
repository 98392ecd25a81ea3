/** Queries for one track and for popular tracks to start from. */
import { queryOptions } from "@tanstack/react-query";
import { http, unwrap } from "@/lib/http";

const NUMBER_OF_STARTERS = 12;

export const trackQuery = (track_id: string) =>
  queryOptions({
    queryKey: ["track", track_id],
    queryFn: ({ signal }) => {
      const params = { path: { track_id } };
      return unwrap(http.GET("/api/v1/tracks/{track_id}", { params, signal }));
    },
  });

/** Without a search text, the server returns its popular tracks. */
export const startersQuery = () =>
  queryOptions({
    queryKey: ["starters"],
    queryFn: ({ signal }) => {
      const params = { query: { limit: NUMBER_OF_STARTERS } };
      return unwrap(http.GET("/api/v1/tracks", { params, signal }));
    },
  });
