/** The list that plays, and the place in it; outside of React, so that every page shares it. */
import type { TrackSummary } from "@/lib/api-types";
import { createStore } from "@/lib/store";

export interface Queue {
  /** The list that it was made of: "Ten recommendations". */
  name: string;
  tracks: readonly TrackSummary[];
  position: number;
  /** Counts the songs that were begun, so that one can be begun anew. */
  turn: number;
}

const queue = createStore<Queue | null>(null);
let turns = 0;

export const useQueue = queue.use;
export const getQueue = queue.get;

/** Play a list from one of its songs on. */
export const playList = (
  name: string,
  tracks: readonly TrackSummary[],
  position = 0,
): void => {
  if (!tracks[position]) return;
  turns += 1;
  queue.set({ name, tracks, position, turn: turns });
};

/** Go some songs on or back; nothing happens at either end. */
export const stepQueue = (by: number): void => {
  const now = queue.get();
  if (now) playList(now.name, now.tracks, now.position + by);
};

/** Stop playing, and close the bar. */
export const stopQueue = (): void => queue.set(null);
