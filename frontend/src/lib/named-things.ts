/** What has a page of its own, and can be a seed: songs, artists, albums, genres and playlists. */
import type { Album, Artist, Playlist, TrackSummary } from "./api-types";
import { formatArtistName, formatTrackName } from "./format";

export type NamedThing =
  | { kind: "track"; track: TrackSummary; number_of_versions: number }
  | { kind: "artist"; artist: Artist }
  | { kind: "album"; album: Album; artists: Artist[] }
  | { kind: "genre"; genre: string }
  | { kind: "playlist"; playlist: Playlist };

export type Kind = NamedThing["kind"];

export const formatPlaylistName = (playlist: Pick<Playlist, "playlist_name">): string =>
  playlist.playlist_name?.trim() || "Playlist without a name";

export const formatAlbumName = (album: Pick<Album, "album_name">): string =>
  album.album_name?.trim() || "Album without a name";

export const nameOf = (thing: NamedThing): string => {
  switch (thing.kind) {
    case "track":
      return formatTrackName(thing.track);
    case "artist":
      return formatArtistName(thing.artist);
    case "album":
      return formatAlbumName(thing.album);
    case "genre":
      return thing.genre;
    case "playlist":
      return formatPlaylistName(thing.playlist);
  }
};

/** Return a text that no other thing has: "artist:4tZ…". */
export const keyOf = (thing: NamedThing): string => {
  switch (thing.kind) {
    case "track":
      return `track:${thing.track.track_id}`;
    case "artist":
      return `artist:${thing.artist.artist_id}`;
    case "album":
      return `album:${thing.album.album_id}`;
    case "genre":
      return `genre:${thing.genre}`;
    case "playlist":
      return `playlist:${thing.playlist.playlist_id}`;
  }
};

/** Return what the router needs to open the page of a thing. */
export const pageOf = (thing: NamedThing) => {
  switch (thing.kind) {
    case "track":
      return {
        to: "/tracks/$track_id",
        params: { track_id: thing.track.track_id },
      } as const;
    case "artist":
      return {
        to: "/artists/$artist_id",
        params: { artist_id: thing.artist.artist_id },
      } as const;
    case "album":
      return {
        to: "/albums/$album_id",
        params: { album_id: thing.album.album_id },
      } as const;
    case "genre":
      return { to: "/genres/$genre", params: { genre: thing.genre } } as const;
    case "playlist":
      return {
        to: "/playlists/$playlist_id",
        params: { playlist_id: thing.playlist.playlist_id },
      } as const;
  }
};
