/** Songs that were taken from the map: to discover with, or as a file. */
import { Button } from "@mantine/core";
import { useMutation, useQueries } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { showToast } from "@/components/toasts";
import { formatCount, formatTrackName } from "@/lib/format";
import classes from "./Map.module.css";
import { fetchPlaylistFile, songQuery } from "./queries";

const MAX_SEEDS = 50;
const MAX_IN_FILE = 500;
const NUMBER_NAMED = 5;

const download = (file: Blob, name: string): void => {
  const address = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
};

export const SaveButton = ({ track_ids }: { track_ids: string[] }) => {
  const { mutate, isPending } = useMutation({
    mutationFn: () =>
      fetchPlaylistFile(track_ids.slice(0, MAX_IN_FILE), "From the map"),
    onSuccess: (file) => download(file, "from-the-map.csv"),
    onError: (problem) => showToast(problem.message),
  });
  return (
    <Button
      variant="default"
      size="compact-md"
      loading={isPending}
      onClick={() => mutate()}
    >
      Save as a playlist file
    </Button>
  );
};

interface SelectionProps {
  track_ids: string[];
  onClear: () => void;
}

export const Selection = ({ track_ids, onClear }: SelectionProps) => {
  const songs = useQueries({
    queries: track_ids.slice(0, NUMBER_NAMED).map(songQuery),
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
      <p className={classes.actions}>
        {seeds.length > 0 && (
          <>
            <Link to="/discover" search={{ seeds }} className={classes.action}>
              {track_ids.length > MAX_SEEDS
                ? `Discover with the ${MAX_SEEDS} best known`
                : "Discover with these seeds"}
            </Link>
            <SaveButton track_ids={track_ids} />
          </>
        )}
        <Button variant="subtle" size="compact-md" onClick={onClear}>
          Clear the selection
        </Button>
      </p>
    </section>
  );
};
