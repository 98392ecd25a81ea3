/** Stations: named requests for a list, which each build makes anew. */
import { queryOptions } from "@tanstack/react-query";
import type { RecommendationRequest } from "@/lib/api-types";
import { http, unwrap } from "@/lib/http";

export const stationsQuery = () =>
  queryOptions({
    queryKey: ["stations"],
    queryFn: ({ signal }) => unwrap(http.GET("/api/v1/stations", { signal })),
  });

export const stationQuery = (station_id: string) =>
  queryOptions({
    queryKey: ["stations", station_id],
    queryFn: ({ signal }) =>
      unwrap(
        http.GET("/api/v1/stations/{station_id}", {
          params: { path: { station_id } },
          signal,
        }),
      ),
  });

export const createStation = (name: string, request: RecommendationRequest) =>
  unwrap(http.POST("/api/v1/stations", { body: { name, request } }));

export const deleteStation = (station_id: string) =>
  unwrap(
    http.DELETE("/api/v1/stations/{station_id}", { params: { path: { station_id } } }),
  );
