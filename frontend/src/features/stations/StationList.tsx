/** The listener's stations, with how many songs the last build brought to each. */
import { Button, Skeleton, VisuallyHidden } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { EraseIcon } from "@/components/Icons";
import { QueryView } from "@/components/QueryView";
import { showToast } from "@/components/toasts";
import { useRowFocusRecovery } from "@/components/useRowFocusRecovery";
import type { StationSummary } from "@/lib/api-types";
import { formatCount } from "@/lib/format";
import { deleteStation, stationsQuery } from "./queries";
import classes from "./Stations.module.css";

const describe = ({
  number_of_tracks,
  number_of_new_tracks,
  ran_at,
}: StationSummary): string =>
  [
    formatCount(number_of_tracks, "song", "songs"),
    number_of_new_tracks > 0 && `${number_of_new_tracks} new`,
    ran_at && `made ${new Date(ran_at).toLocaleDateString("en-GB")}`,
  ]
    .filter(Boolean)
    .join(" · ");

const Row = ({ station }: { station: StationSummary }) => {
  const client = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: () => deleteStation(station.station_id),
    onError: (problem) => showToast(`The station is still there: ${problem.message}`),
    onSettled: () => client.invalidateQueries(stationsQuery()),
  });
  return (
    <li className={classes.row} data-row={station.station_id}>
      <div>
        <Link to="/stations/$station_id" params={{ station_id: station.station_id }}>
          {station.name}
        </Link>
        <p>{describe(station)}</p>
        {station.last_problem && <p>No new list: {station.last_problem}</p>}
      </div>
      <a href={station.feed_url}>
        Feed<VisuallyHidden> of {station.name}</VisuallyHidden>
      </a>
      <Button
        variant="default"
        size="compact-md"
        loading={isPending}
        leftSection={<EraseIcon size={16} />}
        aria-label={`Delete ${station.name}`}
        onClick={() => mutate()}
      >
        Delete
      </Button>
    </li>
  );
};

const Rows = ({ items }: { items: StationSummary[] }) => {
  const list = useRowFocusRecovery<HTMLUListElement>(
    items.map(({ station_id }) => station_id),
  );
  return (
    <ul ref={list} className={classes.list}>
      {items.map((station) => (
        <Row key={station.station_id} station={station} />
      ))}
    </ul>
  );
};

export const StationList = () => (
  <QueryView
    query={stationsQuery()}
    loading={<Skeleton height={160} />}
    empty={
      <>
        No station yet: <Link to="/discover">Discover</Link> a list, and keep it.
      </>
    }
  >
    {({ items }) => <Rows items={items} />}
  </QueryView>
);
