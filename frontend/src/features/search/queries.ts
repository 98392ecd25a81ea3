/** The query for everything whose name matches the typed text. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { http, unwrap } from "@/lib/http";

/** Of each kind; the box shows fewer of some. */
const MAX_RESULTS = 5;

export const searchQuery = (text: string) =>
  queryOptions({
    queryKey: ["search", text],
    queryFn: ({ signal }) => {
      const params = { query: { q: text, limit: MAX_RESULTS } };
      return unwrap(http.GET("/api/v1/search", { params, signal }));
    },
    enabled: text !== "",
    placeholderData: keepPreviousData,
  });
