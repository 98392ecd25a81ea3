/** Songs that were taken from the map: to discover with, or as a file. */
import { Button } from "@mantine/core";
import { useQueries } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { formatCount, formatTrackName } from "@/lib/format";
import { trackQuery } from "@/lib/track-query";
import classes from "./Map.module.css";

const MAX_SEEDS = 50;
const MAX_IN_FILE = 500;
const NUMBER_NAMED = 5;

interface SelectionProps {
  track_ids: string[];
  /** What exports a list of songs. */
  exportList: (name: string, track_ids: string[]) => ReactNode;
  onClear: () => void;
}

export const Selection = ({ track_ids, exportList, onClear }: SelectionProps) => {
  const songs = useQueries({
    queries: track_ids.slice(0, NUMBER_NAMED).map(trackQuery),
  });
  const names = songs.flatMap(({ data }) => (data ? [formatTrackName(data)] : []));
  const seeds = track_ids.slice(0, MAX_SEEDS).map((key) => `track:${key}`);
  const more = track_ids.length - NUMBER_NAMED;
  return (
    <section className={classes.card} aria-label="Selected songs">
      <h2 role="status">
        {track_ids.length === 0
          ? "No song is inside of that line"
          : `${formatCount(track_ids.length, "song", "songs")} selected`}
      </h2>
      {names.length > 0 && (
        <p>
          {names.join("; ")}
          {more > 0 && `; and ${more} more`}
        </p>
      )}
      <div className={classes.actions}>
        {seeds.length > 0 && (
          <>
            <Link to="/discover" search={{ seeds }} className={classes.action}>
              {track_ids.length > MAX_SEEDS
                ? `Discover with the ${MAX_SEEDS} best known`
                : "Discover with these seeds"}
            </Link>
            {exportList("From the map", track_ids.slice(0, MAX_IN_FILE))}
          </>
        )}
        <Button variant="subtle" size="compact-md" onClick={onClear}>
          Clear the selection
        </Button>
      </div>
    </section>
  );
};
