/** One sentence: what the recommendations come from, and from which sources that is. */
import { useQuery } from "@tanstack/react-query";
import type { CatalogueCounts } from "@/lib/api-types";
import classes from "./CatalogueLine.module.css";
import { catalogueQuery } from "./catalogue-query";

const SOURCES: Record<string, string> = {
  demo: "the demo",
  spotify: "Spotify",
  reccobeats: "ReccoBeats",
  tracks: "files of songs",
  playlists: "files of playlists",
  history: "your export from Spotify",
  listenbrainz: "ListenBrainz",
  lastfm: "Last.fm",
};

const count = (number: number, one: string, many: string): string =>
  `${number.toLocaleString("en-GB")} ${number === 1 ? one : many}`;

/** Join to "a", "a and b", or "a, b and c". */
const joinAnd = (parts: readonly string[]): string =>
  parts.length < 2
    ? parts.join("")
    : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;

export const describeCatalogue = (catalogue: CatalogueCounts): string => {
  const { number_of_playlists, number_of_plays, sources } = catalogue;
  const learned = [
    ...(number_of_playlists > 0
      ? [count(number_of_playlists, "playlist", "playlists")]
      : []),
    ...(number_of_plays > 0 ? [count(number_of_plays, "play", "plays")] : []),
  ];
  const songs = `${count(catalogue.number_of_recordings, "song", "songs")} by ${count(catalogue.number_of_artists, "artist", "artists")}`;
  const from = joinAnd(sources.map(({ source }) => SOURCES[source] ?? source));
  return learned.length > 0
    ? `From your ${joinAnd(learned)}, with ${songs}. Loaded from ${from}.`
    : `From how ${songs} sound. Loaded from ${from}.`;
};

/** Renders nothing until it is known, and while there is no music. */
export const CatalogueLine = () => {
  const { data } = useQuery(catalogueQuery());
  return (
    <div className={classes.line}>
      {data && data.number_of_tracks > 0 && describeCatalogue(data)}
    </div>
  );
};
