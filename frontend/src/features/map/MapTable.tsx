/** The map as a table: its clusters, and the songs of each. */
import { Button, VisuallyHidden } from "@mantine/core";
import { useQueries } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { ArtistLink, ArtistLinks } from "@/components/EntityLinks";
import { formatTitle } from "@/lib/format";
import { trackQuery } from "@/lib/track-query";
import classes from "./Map.module.css";
import { labelOf, type Points } from "./points";

const PER_PAGE = 10;

const SongsOfCluster = ({ points, number }: { points: Points; number: number }) => {
  const [shown, setShown] = useState(PER_PAGE);
  const track_ids = useMemo(
    () => points.track_ids.filter((_, row) => points.clusters[row] === number),
    [points, number],
  );
  const songs = useQueries({ queries: track_ids.slice(0, shown).map(trackQuery) });
  return (
    <>
      <ol className={classes.songs}>
        {songs.map(({ data }, place) => (
          <li key={track_ids[place]}>
            {data ? (
              <>
                <Link to="/tracks/$track_id" params={{ track_id: data.track_id }}>
                  {formatTitle(data)}
                </Link>
                {" by "}
                <ArtistLinks artists={data.artists} />
              </>
            ) : (
              "…"
            )}
          </li>
        ))}
      </ol>
      {shown < track_ids.length && (
        <Button
          variant="default"
          size="compact-sm"
          onClick={() => setShown(shown + PER_PAGE)}
        >
          More songs
        </Button>
      )}
    </>
  );
};

export const MapTable = ({ points }: { points: Points }) => {
  const [open, setOpen] = useState<number | null>(null);
  const clusters = points.labels
    .map(({ cluster }) => cluster)
    .sort((one, other) => other.number_of_tracks - one.number_of_tracks);
  return (
    <table className={classes.table}>
      <caption>Clusters of the map, the largest first</caption>
      <thead>
        <tr>
          <th scope="col">Genre</th>
          <th scope="col">Artist</th>
          <th scope="col">Tracks</th>
          <th scope="col">Songs</th>
        </tr>
      </thead>
      <tbody>
        {clusters.map((cluster) => {
          const { cluster_number, genre, artist } = cluster;
          const isOpen = open === cluster_number;
          return (
            <tr key={cluster_number}>
              <th scope="row">
                {genre ? (
                  <Link to="/genres/$genre" params={{ genre }}>
                    {genre}
                  </Link>
                ) : (
                  "No genre"
                )}
              </th>
              <td>{artist ? <ArtistLink artist={artist} /> : "No artist"}</td>
              <td>{cluster.number_of_tracks.toLocaleString("en")}</td>
              <td>
                <Button
                  variant="default"
                  size="compact-sm"
                  aria-expanded={isOpen}
                  onClick={() => setOpen(isOpen ? null : cluster_number)}
                >
                  {isOpen ? "Hide" : "Show"}
                  <VisuallyHidden>
                    {` the songs of ${labelOf(cluster)}, cluster ${cluster_number + 1}`}
                  </VisuallyHidden>
                </Button>
                {isOpen && <SongsOfCluster points={points} number={cluster_number} />}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
};
