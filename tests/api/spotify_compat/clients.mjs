// Calls every endpoint of /v1 by one of the two clients of npm, and prints what came back as JSON.
// CLIENT is the package, BASE_URL the address of /v1.
import { SpotifyApi } from "@spotify/web-api-ts-sdk";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { CLIENT, BASE_URL } = process.env;
const TRACK = "1111111111111111111111";
const WANTED = { seed_tracks: [TRACK], seed_genres: ["disco"], limit: 4, min_popularity: 40 };

/** What a promise was rejected with, as the client describes it. */
const failure = async (promise) => {
  try {
    await promise;
    return null;
  } catch (error) {
    return error.body?.error ?? error.message;
  }
};

const callSdk = async () => {
  const api = SpotifyApi.withAccessToken(
    "any-id",
    { access_token: "any token", token_type: "Bearer", expires_in: 3600, refresh_token: "" },
    { fetch: (url, options) => fetch(String(url).replace("https://api.spotify.com/v1", BASE_URL), options) },
  );
  return {
    track: await api.tracks.get(TRACK, "DE"),
    tracks: await api.tracks.get([TRACK, "nobody", "t02"]),
    features: await api.tracks.audioFeatures(TRACK),
    many_features: await api.tracks.audioFeatures(["t02", "thunder", TRACK]),
    analysis: await failure(api.tracks.audioAnalysis(TRACK)),
    artist: await api.artists.get("daft"),
    artists: await api.artists.get(["sigur", "daft"]),
    artist_albums: await api.artists.albums("acdc", "single,appears_on", "DE", 1, 1),
    top_tracks: (await api.artists.topTracks("band", "DE")).tracks,
    related: (await api.artists.relatedArtists("daft")).artists,
    album: await api.albums.get("discovery"),
    albums: await api.albums.get(["long", "discovery"]),
    album_tracks: await api.albums.tracks("long", "DE", 50, 50),
    search: await api.search("filler band", ["track", "artist", "album"], "DE", 20),
    refused: await failure(api.search("tag:new", ["album"])),
    recommendations: await api.recommendations.get(WANTED),
    genres: (await api.recommendations.genreSeeds()).genres,
    me: await api.currentUser.profile(),
    saved: await api.currentUser.tracks.savedTracks(2),
    playlists: await api.currentUser.playlists.playlists(10),
    playlist: await api.playlists.getPlaylist("mix"),
    playlist_items: await api.playlists.getPlaylistItems("mix", undefined, undefined, 3),
  };
};

const callNodeClient = async () => {
  const requests = require("spotify-web-api-node/src/webapi-request");
  const build = requests.builder;
  const { hostname, port } = new URL(BASE_URL);
  requests.builder = (token) => build(token).withScheme("http").withHost(hostname).withPort(Number(port));
  const SpotifyWebApi = require("spotify-web-api-node");
  const api = new SpotifyWebApi({ accessToken: "any token" });
  const body = async (promise) => (await promise).body;
  return {
    track: await body(api.getTrack(TRACK, { market: "DE" })),
    tracks: (await body(api.getTracks([TRACK, "nobody", "t02"]))).tracks,
    features: await body(api.getAudioFeaturesForTrack(TRACK)),
    many_features: (await body(api.getAudioFeaturesForTracks(["t02", "thunder", TRACK]))).audio_features,
    analysis: await failure(api.getAudioAnalysisForTrack(TRACK)),
    artist: await body(api.getArtist("daft")),
    artists: (await body(api.getArtists(["sigur", "daft"]))).artists,
    artist_albums: await body(
      api.getArtistAlbums("acdc", { include_groups: "single,appears_on", limit: 1, offset: 1 }),
    ),
    top_tracks: (await body(api.getArtistTopTracks("band", "DE"))).tracks,
    related: (await body(api.getArtistRelatedArtists("daft"))).artists,
    album: await body(api.getAlbum("discovery")),
    albums: (await body(api.getAlbums(["long", "discovery"]))).albums,
    album_tracks: await body(api.getAlbumTracks("long", { limit: 50, offset: 50 })),
    search: await body(api.search("filler band", ["track", "artist", "album"], { limit: 20 })),
    refused: await failure(api.searchAlbums("tag:new")),
    recommendations: await body(api.getRecommendations(WANTED)),
    genres: (await body(api.getAvailableGenreSeeds())).genres,
    me: await body(api.getMe()),
    saved: await body(api.getMySavedTracks({ limit: 2 })),
    playlists: await body(api.getUserPlaylists({ limit: 10 })),
    playlist: await body(api.getPlaylist("mix")),
    playlist_items: await body(api.getPlaylistTracks("mix", { limit: 3 })),
  };
};

const clients = { "@spotify/web-api-ts-sdk": callSdk, "spotify-web-api-node": callNodeClient };
console.log(JSON.stringify(await clients[CLIENT]()));
