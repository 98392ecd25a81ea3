/** The query for one evaluation and the headline metrics of earlier ones. */
import { queryOptions } from "@tanstack/react-query";
import { http, unwrap } from "@/lib/http";

export const qualityQuery = (run_id?: string) =>
  queryOptions({
    queryKey: ["quality", run_id ?? null],
    queryFn: ({ signal }) => {
      const params = { query: run_id ? { run_id } : {} };
      return unwrap(http.GET("/api/v1/quality", { params, signal }));
    },
  });
