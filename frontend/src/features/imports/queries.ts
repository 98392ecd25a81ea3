/** Files that were sent: how far each is, and what was left out of it. */
import { queryOptions } from "@tanstack/react-query";
import type { Import } from "@/lib/api-types";
import { http, unwrap } from "@/lib/http";

const LOOK_AGAIN_MS = 1000;

export const hasEnded = (sent: Import): boolean => sent.finished_at !== null;

export const importsQuery = () =>
  queryOptions({
    queryKey: ["imports"],
    queryFn: ({ signal }) => unwrap(http.GET("/api/v1/imports", { signal })),
    refetchInterval: ({ state }) =>
      state.data && !state.data.items.every(hasEnded) && LOOK_AGAIN_MS,
  });

export const importProblemsQuery = (import_id: string) =>
  queryOptions({
    queryKey: ["import_problems", import_id],
    queryFn: ({ signal }) => {
      const params = { path: { import_id }, query: { limit: 100 } };
      return unwrap(
        http.GET("/api/v1/imports/{import_id}/problems", { params, signal }),
      );
    },
  });

/** Send a file as the body of a request, which the browser reads while it sends it. */
export const sendFile = (file: File) =>
  unwrap(
    http.POST("/api/v1/imports", {
      params: { query: { file_name: file.name, build: true } },
      headers: { "Content-Type": "application/octet-stream" },
      // The type says that a file is text, as JSON Schema has no files.
      body: file as unknown as string,
      bodySerializer: (body) => body,
    }),
  );
