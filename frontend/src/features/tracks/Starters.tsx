/** Popular songs to start from. */
import { GettingStarted } from "@/components/GettingStarted";
import { QueryView } from "@/components/QueryView";
import { TrackGrid, TrackGridSkeleton } from "@/components/TrackGrid";
import { formatArtists } from "@/lib/format";
import { startersQuery } from "./queries";
import classes from "./Starters.module.css";

export const Starters = () => (
  <QueryView
    query={startersQuery()}
    loading={<TrackGridSkeleton number={12} className={classes.grid} />}
    empty={<GettingStarted />}
  >
    {({ items }) => (
      <TrackGrid tracks={items} detail={formatArtists} className={classes.grid} eager />
    )}
  </QueryView>
);
