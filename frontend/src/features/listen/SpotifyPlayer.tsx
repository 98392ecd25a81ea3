/** Spotify's player in a frame: only after the listener said yes, and for nothing else. */
import { Button, useComputedColorScheme } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import type { TrackSummary } from "@/lib/api-types";
import { formatTrackName } from "@/lib/format";
import { useSpotifyPlayer } from "@/lib/preferences";
import classes from "./Listen.module.css";
import type { Progress } from "./useKeptPlay";

const ORIGIN = "https://open.spotify.com";
/** A network that does not reach Spotify shows an empty frame: nothing else tells. */
const SILENT_AFTER_MS = 8_000;
const END_MS = 1_000;

interface Update {
  type: "playback_update";
  payload: { position: number; duration: number };
}

const isUpdate = (data: unknown): data is Update => {
  if (typeof data !== "object" || data === null) return false;
  const { type, payload } = data as Partial<Update>;
  return (
    type === "playback_update" &&
    typeof payload?.position === "number" &&
    typeof payload.duration === "number"
  );
};

interface FrameProps extends Progress {
  track: TrackSummary;
  address: string;
}

const Frame = ({ track, address, onProgress, onEnd }: FrameProps) => {
  const frame = useRef<HTMLIFrameElement>(null);
  const [isSilent, setSilent] = useState(false);
  const scheme = useComputedColorScheme("light");

  useEffect(() => {
    const timer = window.setTimeout(() => setSilent(true), SILENT_AFTER_MS);
    const onMessage = ({ origin, source, data }: MessageEvent<unknown>): void => {
      if (origin !== ORIGIN || source !== frame.current?.contentWindow) return;
      window.clearTimeout(timer);
      setSilent(false);
      if (!isUpdate(data)) return;
      const { position, duration } = data.payload;
      onProgress(position);
      if (duration > 0 && position >= duration - END_MS) onEnd();
    };
    window.addEventListener("message", onMessage);
    return () => {
      window.clearTimeout(timer);
      window.removeEventListener("message", onMessage);
    };
  }, [onProgress, onEnd]);

  return (
    <>
      <iframe
        ref={frame}
        className={classes.frame}
        title={`Spotify's player: ${formatTrackName(track)}`}
        src={`${address}?theme=${scheme === "dark" ? 0 : 1}`}
        allow="autoplay; encrypted-media"
        referrerPolicy="no-referrer"
      />
      {isSilent && (
        <p className={classes.note}>
          No player here? Then this network does not reach Spotify.
        </p>
      )}
    </>
  );
};

export const SpotifyPlayer = (props: FrameProps) => {
  const [choice, setChoice] = useSpotifyPlayer();
  const [isOnce, setOnce] = useState(false);
  if (choice === "always" || isOnce) return <Frame {...props} />;
  if (choice === "never") return null;
  return (
    <div className={classes.question}>
      <p className={classes.note}>
        Spotify's player is a page of theirs: Spotify sees your address and what you
        play.
      </p>
      <div className={classes.answers}>
        <Button size="compact-md" onClick={() => setChoice("always")}>
          Use it
        </Button>
        <Button size="compact-md" variant="default" onClick={() => setOnce(true)}>
          Once
        </Button>
        <Button size="compact-md" variant="default" onClick={() => setChoice("never")}>
          Never
        </Button>
      </div>
    </div>
  );
};
