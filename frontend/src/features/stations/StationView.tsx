/** One station: its list, with what is new in it. */
import { Skeleton } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { QueryView } from "@/components/QueryView";
import { TrackGrid } from "@/components/TrackGrid";
import type { Station, TrackSummary } from "@/lib/api-types";
import { formatArtists, formatCount } from "@/lib/format";
import { stationQuery } from "./queries";
import classes from "./Stations.module.css";

interface StationViewProps {
  station_id: string;
  /** What can be done with the list. */
  listActions: (name: string, tracks: readonly TrackSummary[]) => ReactNode;
}

const Filled = ({
  station,
  listActions,
}: Pick<StationViewProps, "listActions"> & { station: Station }) => {
  const { name, items, number_of_new_tracks, last_problem } = station;
  useDocumentTitle(`${name} – Segue`);
  const tracks = items.map(({ track }) => track);
  const newIds = new Set(
    items.filter(({ is_new }) => is_new).map(({ track }) => track.track_id),
  );
  return (
    <>
      <h1 className={classes.name}>{name}</h1>
      <p className={classes.lead}>
        {formatCount(items.length, "song", "songs")}, {number_of_new_tracks} new since
        the list before. <Link to="/stations">All stations</Link>
      </p>
      {last_problem && <p role="alert">No new list: {last_problem}</p>}
      {tracks.length > 0 && (
        <div className={classes.actions}>{listActions(name, tracks)}</div>
      )}
      <TrackGrid
        tracks={tracks}
        detail={(track) =>
          `${newIds.has(track.track_id) ? "New · " : ""}${formatArtists(track)}`
        }
      />
    </>
  );
};

export const StationView = ({ station_id, listActions }: StationViewProps) => (
  <QueryView query={stationQuery(station_id)} loading={<Skeleton height={320} />}>
    {(station) => <Filled station={station} listActions={listActions} />}
  </QueryView>
);
