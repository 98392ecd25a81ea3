/** Songs as rows, in the order of their album or playlist. */
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Cover } from "@/components/Cover";
import { ArtistLinks } from "@/components/EntityLinks";
import { ExplicitMark } from "@/components/ExplicitMark";
import type { TrackSummary } from "@/lib/api-types";
import { formatDuration, formatTitle } from "@/lib/format";
import classes from "./Views.module.css";

export interface SongRow {
  /** Tells a song that is there twice from itself. */
  key: string;
  track: TrackSummary;
  /** What stands at the end of the row, by default its length. */
  end?: ReactNode;
}

/** What can be done with a whole list of songs. */
export type ListActions = (name: string, tracks: readonly TrackSummary[]) => ReactNode;

export const SongRows = ({ rows }: { rows: readonly SongRow[] }) => (
  <ol className={classes.songs}>
    {rows.map(({ key, track, end }) => (
      <li key={key}>
        <Cover track={track} size="small" />
        <div className={classes.song}>
          <Link
            to="/tracks/$track_id"
            params={{ track_id: track.track_id }}
            className={classes.title}
          >
            {formatTitle(track)}
          </Link>{" "}
          {track.is_explicit && <ExplicitMark />}
          <div className={classes.detail}>
            <ArtistLinks artists={track.artists} />
          </div>
        </div>
        <span className={classes.detail}>
          {end ?? (track.duration_ms ? formatDuration(track.duration_ms) : null)}
        </span>
      </li>
    ))}
  </ol>
);
