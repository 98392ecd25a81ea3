/** Counts how long a song was played, from the places that its player reports. */

/** A longer step between two reports is a jump, and no listening. */
const MAX_STEP_MS = 2_500;

export interface PlayClock {
  report: (position_ms: number) => void;
  getPlayedMs: () => number;
}

export const createPlayClock = (): PlayClock => {
  let last: number | null = null;
  let played_ms = 0;
  return {
    report: (position_ms) => {
      const step = last === null ? position_ms : position_ms - last;
      if (step > 0 && step <= MAX_STEP_MS) played_ms += step;
      last = position_ms;
    },
    getPlayedMs: () => Math.round(played_ms),
  };
};
