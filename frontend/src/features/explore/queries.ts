/** Queries for the scales of attributes, for the pages of things, and for the lists on them. */
import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
} from "@tanstack/react-query";
import type { RecommendationRequest, TrackSummary } from "@/lib/api-types";
import { formatArtistName, formatTrackName } from "@/lib/format";
import { http, unwrap } from "@/lib/http";
import { formatPlaylistName } from "@/lib/named-things";
import type { SeedKind } from "./discover-search";

const NUMBER_OF_SONGS = 12;
const NUMBER_OF_PLACES = 50;

export const featureScalesQuery = () =>
  queryOptions({
    queryKey: ["feature scales"],
    queryFn: ({ signal }) => unwrap(http.GET("/api/v1/features", { signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const artistQuery = (artist_id: string) =>
  queryOptions({
    queryKey: ["artist", artist_id],
    queryFn: ({ signal }) => {
      const params = { path: { artist_id } };
      return unwrap(http.GET("/api/v1/artists/{artist_id}", { params, signal }));
    },
  });

export const artistSongsQuery = (artist_id: string) =>
  queryOptions({
    queryKey: ["artist songs", artist_id],
    queryFn: async ({ signal }) => {
      const params = { path: { artist_id }, query: { limit: 2 * NUMBER_OF_SONGS } };
      const path = "/api/v1/artists/{artist_id}/tracks";
      return (await unwrap(http.GET(path, { params, signal }))).items;
    },
  });

export const albumQuery = (album_id: string) =>
  queryOptions({
    queryKey: ["album", album_id],
    queryFn: ({ signal }) => {
      const params = { path: { album_id } };
      return unwrap(http.GET("/api/v1/albums/{album_id}", { params, signal }));
    },
  });

export const genreQuery = (genre: string) =>
  queryOptions({
    queryKey: ["genre", genre],
    queryFn: ({ signal }) => {
      const params = { path: { genre } };
      return unwrap(http.GET("/api/v1/genres/{genre}", { params, signal }));
    },
  });

export const yearQuery = (year: number) =>
  queryOptions({
    queryKey: ["year", year],
    queryFn: ({ signal }) => {
      const params = { path: { year } };
      return unwrap(http.GET("/api/v1/years/{year}", { params, signal }));
    },
  });

export const playlistQuery = (playlist_id: string) =>
  queryOptions({
    queryKey: ["playlist", playlist_id],
    queryFn: ({ signal }) => {
      const params = { path: { playlist_id } };
      return unwrap(http.GET("/api/v1/playlists/{playlist_id}", { params, signal }));
    },
  });

export const playlistTracksQuery = (playlist_id: string) =>
  infiniteQueryOptions({
    queryKey: ["playlist tracks", playlist_id],
    queryFn: ({ signal, pageParam }) => {
      const query = {
        limit: NUMBER_OF_PLACES,
        ...(pageParam && { cursor: pageParam }),
      };
      const params = { path: { playlist_id }, query };
      const path = "/api/v1/playlists/{playlist_id}/tracks";
      return unwrap(http.GET(path, { params, signal }));
    },
    initialPageParam: "",
    getNextPageParam: ({ next_cursor }) => next_cursor,
  });

export const playlistChangesQuery = (playlist_id: string) =>
  queryOptions({
    queryKey: ["playlist changes", playlist_id],
    queryFn: ({ signal }) => {
      const params = { path: { playlist_id } };
      const path = "/api/v1/playlists/{playlist_id}/changes";
      return unwrap(http.GET(path, { params, signal }));
    },
  });

/** Songs of a request whose list shows only the songs: the best known of a genre, more like … */
export const songsQuery = (request: RecommendationRequest) =>
  queryOptions({
    queryKey: ["songs", request],
    queryFn: async ({ signal }): Promise<TrackSummary[]> => {
      const body = { limit: NUMBER_OF_SONGS, use_feedback: false, ...request };
      const list = await unwrap(http.POST("/api/v1/recommendations", { body, signal }));
      return list.items.map(({ track }) => track);
    },
    meta: { dependsOnFeedback: true },
    placeholderData: keepPreviousData,
  });

/** Songs of other artists than this one, each of another: their artists are near. */
export const nearArtistsQuery = (artist_id: string) =>
  songsQuery({
    seeds: [{ artist_id }],
    max_of_seed_artist: 0,
    max_per_artist: 1,
  });

const fetchSeedName = async (
  kind: SeedKind,
  id: string,
  signal: AbortSignal,
): Promise<string> => {
  switch (kind) {
    case "track": {
      const params = { path: { track_id: id } };
      return formatTrackName(
        await unwrap(http.GET("/api/v1/tracks/{track_id}", { params, signal })),
      );
    }
    case "artist": {
      const params = { path: { artist_id: id } };
      const path = "/api/v1/artists/{artist_id}";
      return formatArtistName(
        (await unwrap(http.GET(path, { params, signal }))).artist,
      );
    }
    case "playlist": {
      const params = { path: { playlist_id: id } };
      const path = "/api/v1/playlists/{playlist_id}";
      return formatPlaylistName(await unwrap(http.GET(path, { params, signal })));
    }
    case "genre":
      return id;
  }
};

/** The name of a seed, which a link has only as an id. */
export const seedNameQuery = (kind: SeedKind, id: string) =>
  queryOptions({
    queryKey: ["seed name", kind, id],
    queryFn: ({ signal }) => fetchSeedName(kind, id, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
