/** Holds a list still: what a verdict would change waits until the listener wants to see it. */
import { hashKey, type QueryKey, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useChanges } from "@/components/undo";
import type { Recommendation } from "@/lib/api-types";
import type { ListQuery, RecommendedList } from "./queries";

interface Held<List> {
  key: string;
  list: List;
  /** Whether the list was fresh once: until then it follows each answer. */
  isSettled: boolean;
  newIds: ReadonlySet<string>;
  /** The last change of the feedback that the list contains. */
  change_id: number;
}

const idsOf = (rows: readonly Recommendation[]): string[] =>
  rows.map(({ track }) => track.track_id);

const isSameOrder = (one: RecommendedList, other: RecommendedList): boolean =>
  idsOf(one.items).join() === idsOf(other.items).join();

const listNew = (list: RecommendedList, before: RecommendedList): string[] => {
  const known = new Set(idsOf(before.items));
  return idsOf(list.items).filter((track_id) => !known.has(track_id));
};

/** Say what waits and why: "5 new after your like". */
const describeWaiting = (number_new: number, words: readonly string[]): string => {
  const what = number_new > 0 ? `${number_new} new` : "Another order";
  if (words.length === 0) return `${what}, from elsewhere`;
  return `${what} after your ${words.length === 1 ? words[0] : `${words.length} verdicts`}`;
};

export const useHeldRows = <List extends RecommendedList, Key extends QueryKey>(
  query: ListQuery<List, Key>,
  latest: List,
) => {
  const { isPlaceholderData, isStale } = useQuery(query);
  const changes = useChanges();
  const change_id = changes.at(-1)?.id ?? 0;
  const key = hashKey(query.queryKey);
  const isFresh = !isPlaceholderData && !isStale;
  const follow = (newIds: readonly string[] = []): Held<List> => ({
    key,
    list: latest,
    isSettled: isFresh,
    newIds: new Set(newIds),
    change_id,
  });
  const [held, setHeld] = useState(follow);

  const isOther = held.key !== key && !isPlaceholderData;
  const isBehind = held.list !== latest && !isPlaceholderData;
  const isSame = isSameOrder(held.list, latest);
  // The state follows the answer while rendering, so that no row of an older list is drawn.
  if (isOther || (isBehind && !held.isSettled)) setHeld(follow());
  else if (isFresh && isSame && (isBehind || !held.isSettled))
    setHeld({ ...held, list: latest, isSettled: true });

  const since = changes.filter(({ id }) => id > held.change_id);
  const isWaiting = isBehind && !isOther && held.isSettled && !isSame;
  const number_new = isWaiting ? listNew(latest, held.list).length : 0;
  return {
    list: held.list,
    newIds: held.newIds,
    isUpdating: isPlaceholderData,
    waiting: isWaiting
      ? describeWaiting(
          number_new,
          since.map(({ word }) => word),
        )
      : null,
    show: () => setHeld(follow(listNew(latest, held.list))),
  };
};
