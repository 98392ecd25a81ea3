/** The query for songs whose title or artist matches the typed text. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { http, unwrap } from "@/lib/http";

const MAX_RESULTS = 8;

export const searchQuery = (text: string) =>
  queryOptions({
    queryKey: ["search", text],
    queryFn: ({ signal }) => {
      const params = { query: { q: text, limit: MAX_RESULTS } };
      return unwrap(http.GET("/api/v1/tracks", { params, signal }));
    },
    enabled: text !== "",
    placeholderData: keepPreviousData,
  });
