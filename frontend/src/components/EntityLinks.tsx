/** Names of artists, an album, a year and genres as links to their pages. */
import { Link } from "@tanstack/react-router";
import { Fragment, type ReactNode } from "react";
import type { Artist, TrackSummary } from "@/lib/api-types";
import { formatArtistName, formatYear } from "@/lib/format";
import classes from "./EntityLinks.module.css";

const join = (parts: readonly { key: string; node: ReactNode }[], separator: string) =>
  parts.map(({ key, node }, place) => (
    <Fragment key={key}>
      {place > 0 && separator}
      {node}
    </Fragment>
  ));

export const ArtistLink = ({ artist }: { artist: Artist }) => (
  <Link
    to="/artists/$artist_id"
    params={{ artist_id: artist.artist_id }}
    className={classes.link}
  >
    {formatArtistName(artist)}
  </Link>
);

export const ArtistLinks = ({ artists }: { artists: readonly Artist[] }) => {
  const named = artists.filter(({ artist_name }) => artist_name);
  if (named.length === 0) return "Unknown artist";
  return join(
    named.map((artist) => ({
      key: artist.artist_id,
      node: <ArtistLink artist={artist} />,
    })),
    ", ",
  );
};

/** Album and year, where they are known. */
export const AlbumAndYearLinks = ({
  track,
}: {
  track: Pick<TrackSummary, "album" | "track_release_date">;
}) => {
  const year = formatYear(track);
  const parts: { key: string; node: ReactNode }[] = [];
  if (track.album?.album_name)
    parts.push({
      key: "album",
      node: (
        <Link
          to="/albums/$album_id"
          params={{ album_id: track.album.album_id }}
          className={classes.link}
        >
          {track.album.album_name}
        </Link>
      ),
    });
  if (year)
    parts.push({
      key: "year",
      node: (
        <Link to="/years/$year" params={{ year }} className={classes.link}>
          {year}
        </Link>
      ),
    });
  return join(parts, ", ");
};

export const GenreLinks = ({ genres }: { genres: readonly string[] }) =>
  join(
    genres.map((genre) => ({
      key: genre,
      node: (
        <Link to="/genres/$genre" params={{ genre }} className={classes.link}>
          {genre}
        </Link>
      ),
    })),
    " · ",
  );
