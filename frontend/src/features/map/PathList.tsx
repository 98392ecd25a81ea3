/** The list from one song to another. */
import { Link } from "@tanstack/react-router";
import { Cover } from "@/components/Cover";
import { QueryView } from "@/components/QueryView";
import { formatArtists, formatMatch, formatTitle } from "@/lib/format";
import classes from "./Map.module.css";
import { pathQuery } from "./queries";
import { SaveButton } from "./Selection";

interface PathListProps {
  from: string;
  to: string;
}

export const PathList = ({ from, to }: PathListProps) => (
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
        <SaveButton track_ids={items.map(({ track }) => track.track_id)} />
      </section>
    )}
  </QueryView>
);
