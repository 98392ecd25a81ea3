/** Popular songs to start from. */
import { Skeleton } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Cover } from "@/components/Cover";
import { QueryView } from "@/components/QueryView";
import { formatArtists, formatTitle } from "@/lib/format";
import { startersQuery } from "./queries";
import classes from "./Starters.module.css";

const PLACES = Array.from({ length: 12 }, (_, position) => `place ${position}`);

const LoadingSkeleton = () => (
  <ul className={classes.grid}>
    {PLACES.map((position) => (
      <li key={position}>
        <Skeleton className={classes.skeleton} />
        <Skeleton height={14} mt={12} width="80%" />
        <Skeleton height={12} mt={9} width="50%" />
      </li>
    ))}
  </ul>
);

export const Starters = () => (
  <QueryView
    query={startersQuery()}
    loading={<LoadingSkeleton />}
    empty="There are no songs yet: load some with `segue ingest`, then run `segue build`."
  >
    {(page) => (
      <ul className={classes.grid}>
        {page.items.map((track) => (
          <li key={track.track_id}>
            <Link
              to="/tracks/$track_id"
              params={{ track_id: track.track_id }}
              className={classes.card}
            >
              <Cover track={track} size="medium" eager />
              <span className={classes.title} title={formatTitle(track)}>
                {formatTitle(track)}
              </span>
              <span className={classes.artist}>{formatArtists(track)}</span>
            </Link>
          </li>
        ))}
      </ul>
    )}
  </QueryView>
);
