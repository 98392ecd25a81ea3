/** The query for one evaluation and the headline metrics of earlier ones. */
import { queryOptions } from "@tanstack/react-query";
import type { Quality } from "@/lib/api-types";
import { http, type Problem, unwrap } from "@/lib/http";

export const qualityQuery = (run_id?: string) =>
  queryOptions<Quality, Problem, Quality, readonly [string, string | null]>({
    queryKey: ["quality", run_id ?? null],
    queryFn: ({ signal }) =>
      unwrap(
        http.GET("/api/v1/quality", {
          params: { query: run_id ? { run_id } : {} },
          signal,
        }),
      ),
  });
