/** Every verdict of this person, the newest first; one list a kind, so that one place is patched. */
import { queryOptions } from "@tanstack/react-query";
import type { ArtistFeedbackItem, FeedbackItem } from "@/lib/answers";
import { dataOf, http, type Problem } from "@/lib/http";

const PER_REQUEST = 100;

interface Page<Item> {
  items: Item[];
  next_cursor: string | null;
}

/** Ask for page after page until there is no more. */
const allOf = async <Item>(
  ask: (query: { limit: number; cursor?: string }) => Promise<Page<Item>>,
): Promise<Item[]> => {
  const items: Item[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<Item> = await ask({
      limit: PER_REQUEST,
      ...(cursor ? { cursor } : {}),
    });
    items.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor);
  return items;
};

export const verdictsQuery = () =>
  queryOptions<FeedbackItem[], Problem, FeedbackItem[], readonly [string]>({
    queryKey: ["verdicts"],
    queryFn: ({ signal }) =>
      allOf((query) =>
        dataOf(http.GET("/api/v1/feedback", { params: { query }, signal })),
      ),
  });

export const refusedArtistsQuery = () =>
  queryOptions<ArtistFeedbackItem[], Problem, ArtistFeedbackItem[], readonly [string]>({
    queryKey: ["refused artists"],
    queryFn: ({ signal }) =>
      allOf((query) =>
        dataOf(http.GET("/api/v1/feedback/artists", { params: { query }, signal })),
      ),
  });
