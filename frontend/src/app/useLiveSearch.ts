/** The state of Discover: that of the address, and while something is dragged, that of the drag. */
import { useThrottledValue } from "@mantine/hooks";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import {
  type DiscoverSearch,
  parseDiscover,
  toDiscoverRequest,
} from "@/features/explore/discover-search";
import {
  applyChange,
  isUnset,
  parseTuning,
  type Tuning,
  toListOptions,
  withDefaults,
} from "@/features/recommendations/tuning";
import type { RecommendationRequest } from "@/lib/api-types";
import { readListDefaults } from "@/lib/preferences";

export type Search = DiscoverSearch & Omit<Tuning, "feedback">;

/** Between two lists while something is dragged. */
const LIST_EVERY_MS = 120;

/** Without a seed nothing says how much of an artist is welcome. */
const BROWSING = { max_per_artist: 2 };

const toRequest = (search: Search): RecommendationRequest => {
  const request = toDiscoverRequest(search);
  const isBrowsing = request.seeds?.length === 0;
  return { ...(isBrowsing && BROWSING), ...request, ...toListOptions(search) };
};

/** Parse search parameters that anybody may have typed. */
const parseSearch = (search: object): Search => {
  const { feedback: _, ...tuning } = parseTuning({ ...search });
  return { ...tuning, ...parseDiscover({ ...search }) };
};

export const useLiveSearch = (typed: Search, onSearch: (search: Search) => void) => {
  const search = useMemo(() => parseSearch(typed), [typed]);
  const [draft, setDraft] = useState<Search | null>(null);
  // A visit without anything chosen begins with what is remembered; a link says all of it.
  const current: Search =
    draft ?? (isUnset(search) ? withDefaults({}, readListDefaults()) : search);

  // A change may follow another before the page is drawn again.
  const latest = useRef(current);
  const save = useRef(onSearch);
  useEffect(() => {
    latest.current = current;
    save.current = onSearch;
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address is ahead of the draft
  useEffect(() => setDraft(null), [search]);

  const change = useCallback((part: Partial<Search>, isFinal = true): void => {
    latest.current = applyChange(latest.current, part);
    setDraft(latest.current);
    if (isFinal) save.current(latest.current);
  }, []);

  const text = JSON.stringify(toRequest(current));
  const live = useThrottledValue(text, LIST_EVERY_MS);
  const request = useMemo(() => JSON.parse(live) as RecommendationRequest, [live]);
  return { current, request, change };
};
