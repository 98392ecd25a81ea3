/** Plays a song from its file in the library of the server. */
import { useState } from "react";
import type { TrackSummary } from "@/lib/api-types";
import { formatTrackName } from "@/lib/format";
import classes from "./Listen.module.css";
import { stepQueue } from "./queue";
import type { Progress } from "./useKeptPlay";

interface FilePlayerProps extends Progress {
  track: TrackSummary;
  address: string;
}

export const FilePlayer = ({ track, address, onProgress, onEnd }: FilePlayerProps) => {
  const [isBroken, setBroken] = useState(false);
  if (isBroken)
    return (
      <p role="alert" className={classes.note}>
        This browser cannot play the file of this song.
      </p>
    );
  return (
    // biome-ignore lint/a11y/useMediaCaption: nobody writes captions for a song
    <audio
      className={classes.audio}
      aria-label={formatTrackName(track)}
      src={address}
      controls
      autoPlay
      onTimeUpdate={({ currentTarget }) =>
        onProgress(currentTarget.currentTime * 1_000)
      }
      onEnded={() => {
        onEnd();
        stepQueue(1);
      }}
      onError={() => setBroken(true)}
    />
  );
};
