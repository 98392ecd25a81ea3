/** Sends the warehouse how long the song in the bar was played, if the listener lets it. */
import { useCallback, useEffect, useRef } from "react";
import { useKeepsPlays } from "@/lib/preferences";
import { createPlayClock } from "./play-clock";
import { sendPlay } from "./queries";
import { getQueue } from "./queue";

/** After this a play counts as listening, and is sent in case that the page is lost. */
const LISTENED_AFTER_MS = 30_000;

export interface Progress {
  onProgress: (position_ms: number) => void;
  onEnd: () => void;
}

export const useKeptPlay = (track_id: string, turn: number): Progress => {
  const [keepsPlays] = useKeepsPlays();
  const progress = useRef<Progress>({ onProgress: () => {}, onEnd: () => {} });

  // biome-ignore lint/correctness/useExhaustiveDependencies: each turn is a play of its own
  useEffect(() => {
    if (!keepsPlays) return;
    const clock = createPlayClock();
    const play_id = crypto.randomUUID();
    let started_at: string | null = null;
    let sent_ms = 0;
    let hasEnded = false;

    const send = (is_skipped: boolean): void => {
      const played_ms = clock.getPlayedMs();
      if (started_at === null || played_ms <= sent_ms) return;
      sent_ms = played_ms;
      // What is lost is one play; the listener can do nothing about it.
      sendPlay({ play_id, track_id, started_at, played_ms, is_skipped }).catch(
        () => undefined,
      );
    };
    const onHide = () => send(false);
    progress.current = {
      onProgress: (position_ms) => {
        started_at ??= new Date().toISOString();
        clock.report(position_ms);
        if (sent_ms === 0 && clock.getPlayedMs() >= LISTENED_AFTER_MS) send(false);
      },
      onEnd: () => {
        hasEnded = true;
      },
    };
    window.addEventListener("pagehide", onHide);
    return () => {
      window.removeEventListener("pagehide", onHide);
      progress.current = { onProgress: () => {}, onEnd: () => {} };
      // Whoever closes the bar stops listening; whoever goes on does not want this song.
      send(!hasEnded && getQueue() !== null);
    };
  }, [keepsPlays, track_id, turn]);

  const onProgress = useCallback(
    (position_ms: number) => progress.current.onProgress(position_ms),
    [],
  );
  const onEnd = useCallback(() => progress.current.onEnd(), []);
  return { onProgress, onEnd };
};
