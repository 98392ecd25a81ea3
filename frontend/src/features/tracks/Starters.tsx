/** Popular songs to start from. */
import { GettingStarted } from "@/components/GettingStarted";
import { QueryView } from "@/components/QueryView";
import { TrackCard, TrackCardSkeleton } from "@/components/TrackCard";
import { formatArtists } from "@/lib/format";
import { startersQuery } from "./queries";
import classes from "./Starters.module.css";

const PLACES = Array.from({ length: 12 }, (_, position) => `place ${position}`);

const LoadingSkeleton = () => (
  <ul className={classes.grid}>
    {PLACES.map((position) => (
      <li key={position}>
        <TrackCardSkeleton />
      </li>
    ))}
  </ul>
);

export const Starters = () => (
  <QueryView
    query={startersQuery()}
    loading={<LoadingSkeleton />}
    empty={<GettingStarted />}
  >
    {(page) => (
      <ul className={classes.grid}>
        {page.items.map((track) => (
          <li key={track.track_id}>
            <TrackCard track={track} detail={formatArtists(track)} eager />
          </li>
        ))}
      </ul>
    )}
  </QueryView>
);
