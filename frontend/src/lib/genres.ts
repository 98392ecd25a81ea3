/** The genres of the catalogue, the most frequent first. */
import { queryOptions } from "@tanstack/react-query";
import { http, unwrap } from "./http";

export const genresQuery = () =>
  queryOptions({
    queryKey: ["genres"],
    queryFn: ({ signal }) => unwrap(http.GET("/api/v1/genres", { signal })),
  });
