/** The list from one song to another. */
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Cover } from "@/components/Cover";
import { QueryView } from "@/components/QueryView";
import type { TrackSummary } from "@/lib/api-types";
import { formatArtists, formatMatch, formatTitle } from "@/lib/format";
import classes from "./Map.module.css";
import { pathQuery } from "./queries";

interface PathListProps {
  from: string;
  to: string;
  /** What can be done with the list. */
  listActions: (name: string, tracks: readonly TrackSummary[]) => ReactNode;
}

export const PathList = ({ from, to, listActions }: PathListProps) => (
  <QueryView
    query={pathQuery(from, to)}
    empty="There is no path between the two."
    loading={<p>…</p>}
  >
    {({ items, shortfall_reason }) => (
      <section className={classes.path} aria-label="Path">
        <h3>From song to song</h3>
        <ol>
          {items.map(({ track, rank, similarity }) => (
            <li key={track.track_id}>
              <span className={classes.rank}>{rank}</span>
              <span className={classes.cover}>
                <Cover track={track} size="small" />
              </span>
              <p>
                <Link to="/tracks/$track_id" params={{ track_id: track.track_id }}>
                  {formatTitle(track)}
                </Link>
                <span>
                  {formatArtists(track)}
                  {similarity !== null && `, match ${formatMatch(similarity)}`}
                </span>
              </p>
            </li>
          ))}
        </ol>
        {shortfall_reason && <p>{shortfall_reason}</p>}
        <div className={classes.actions}>
          {listActions(
            "From song to song",
            items.map(({ track }) => track),
          )}
        </div>
      </section>
    )}
  </QueryView>
);
