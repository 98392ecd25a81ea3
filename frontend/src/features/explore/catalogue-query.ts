/** The query for the counts of the catalogue: apart, as the first page needs no other. */
import { queryOptions } from "@tanstack/react-query";
import { http, unwrap } from "@/lib/http";

export const catalogueQuery = () =>
  queryOptions({
    queryKey: ["catalogue"],
    queryFn: ({ signal }) => unwrap(http.GET("/api/v1/catalogue", { signal })),
  });
