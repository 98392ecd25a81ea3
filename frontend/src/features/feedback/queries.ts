/** All verdicts of a listener, newest first, in one cache entry each for songs and artists. */
import { queryOptions } from "@tanstack/react-query";
import { http, unwrap } from "@/lib/http";

const PAGE_SIZE = 100;

interface Page<Item> {
  items: Item[];
  next_cursor: string | null;
}

/** Fetch page after page until there is no more. */
const fetchAllPages = async <Item>(
  fetchPage: (query: { limit: number; cursor?: string }) => Promise<Page<Item>>,
): Promise<Item[]> => {
  const items: Item[] = [];
  let cursor: string | null = null;
  do {
    const query = { limit: PAGE_SIZE, ...(cursor ? { cursor } : {}) };
    const page: Page<Item> = await fetchPage(query);
    items.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor);
  return items;
};

export const verdictsQuery = () =>
  queryOptions({
    queryKey: ["verdicts"],
    queryFn: ({ signal }) =>
      fetchAllPages((query) =>
        unwrap(http.GET("/api/v1/feedback", { params: { query }, signal })),
      ),
  });

export const blockedArtistsQuery = () =>
  queryOptions({
    queryKey: ["blocked artists"],
    queryFn: ({ signal }) =>
      fetchAllPages((query) =>
        unwrap(http.GET("/api/v1/feedback/artists", { params: { query }, signal })),
      ),
  });
