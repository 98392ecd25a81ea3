/** The results of a search as options in groups: songs, artists, albums, genres, playlists. */
import type { SearchResults } from "@/lib/api-types";
import { type Kind, type NamedThing, nameOf } from "@/lib/named-things";

export interface Group {
  kind: Kind;
  label: string;
  /** Number of the first option among those of all groups. */
  first: number;
  options: NamedThing[];
}

const MAX_SONGS = 5;
const MAX_OTHERS = 3;

export const ALL_KINDS: readonly Kind[] = [
  "track",
  "artist",
  "album",
  "genre",
  "playlist",
];

const LABELS: Record<Kind, string> = {
  track: "Songs",
  artist: "Artists",
  album: "Albums",
  genre: "Genres",
  playlist: "Playlists",
};

const listThings = (results: SearchResults, kind: Kind): NamedThing[] => {
  switch (kind) {
    case "track":
      return results.tracks.map((found) => ({ kind, ...found }));
    case "artist":
      return results.artists.map((artist) => ({ kind, artist }));
    case "album":
      return results.albums.map((found) => ({ kind, ...found }));
    case "genre":
      return results.genres.map((genre) => ({ kind, genre }));
    case "playlist":
      return results.playlists.map((playlist) => ({ kind, playlist }));
  }
};

const isCalled = (thing: NamedThing, text: string): boolean => {
  const name = thing.kind === "track" ? (thing.track.track_name ?? "") : nameOf(thing);
  return name.localeCompare(text.trim(), undefined, { sensitivity: "base" }) === 0;
};

/** Return the groups that have an option: those with the very name that was typed come first. */
export const groupResults = (
  results: SearchResults,
  text: string,
  kinds: readonly Kind[] = ALL_KINDS,
): Group[] => {
  const isExact = (kind: Kind): number =>
    listThings(results, kind).some((thing) => isCalled(thing, text)) ? 0 : 1;
  let first = 0;
  const groups: Group[] = [];
  for (const kind of kinds.toSorted((one, other) => isExact(one) - isExact(other))) {
    const most = kind === "track" ? MAX_SONGS : MAX_OTHERS;
    const options = listThings(results, kind).slice(0, most);
    if (options.length > 0) groups.push({ kind, label: LABELS[kind], first, options });
    first += options.length;
  }
  return groups;
};

export const listOptions = (groups: readonly Group[]): NamedThing[] =>
  groups.flatMap(({ options }) => options);
