/** Queries of the map: its points, what colours them, and a path between two. */
import { queryOptions } from "@tanstack/react-query";
import { http, unwrap } from "@/lib/http";
import { decodePoints } from "./points";

export const MAX_ON_PATH = 12;

export const mapQuery = () =>
  queryOptions({
    queryKey: ["map"],
    queryFn: async ({ signal }) =>
      decodePoints(await unwrap(http.GET("/api/v1/map", { signal }))),
    staleTime: Number.POSITIVE_INFINITY,
    // thousands of rows, compared one by one, for nothing
    structuralSharing: false,
  });

export const attributeQuery = (name: string, version: string) =>
  queryOptions({
    queryKey: ["map attribute", name, version],
    queryFn: ({ signal }) => {
      const params = { path: { name } };
      return unwrap(http.GET("/api/v1/map/attributes/{name}", { params, signal }));
    },
    staleTime: Number.POSITIVE_INFINITY,
    structuralSharing: false,
  });

export const pathQuery = (from_track_id: string, to_track_id: string) =>
  queryOptions({
    queryKey: ["map path", from_track_id, to_track_id],
    queryFn: ({ signal }) => {
      const params = { query: { from_track_id, to_track_id, limit: MAX_ON_PATH } };
      return unwrap(http.GET("/api/v1/map/path", { params, signal }));
    },
    meta: { dependsOnFeedback: true },
  });
