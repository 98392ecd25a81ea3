/** The query for one song, which several features show. */
import { queryOptions } from "@tanstack/react-query";
import { http, unwrap } from "./http";

export const trackQuery = (track_id: string) =>
  queryOptions({
    queryKey: ["track", track_id],
    queryFn: ({ signal }) => {
      const params = { path: { track_id } };
      return unwrap(http.GET("/api/v1/tracks/{track_id}", { params, signal }));
    },
  });
