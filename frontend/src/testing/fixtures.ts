/** Fixtures: invented tracks and recommendations, complete and with missing fields. */
import type {
  AccountState,
  AudioFeatures,
  ListedAccount,
  Recommendation,
  SearchResults,
  Track,
  TrackRecommendationList,
  TrackSummary,
} from "@/lib/api-types";

export const makeAlbum = (image: string): TrackSummary["album"] => ({
  album_id: "b1",
  album_name: "Low Tide",
  album_image: image,
  album_img_sm: image,
  album_img_md: image,
  album_img_lg: image,
});

export const makeTrack = (
  track_id: string,
  track_name: string,
  more: Partial<TrackSummary> = {},
): TrackSummary => ({
  track_id,
  track_name,
  artists: [{ artist_id: "a1", artist_name: "Night Ferry" }],
  album: makeAlbum("/covers/b1.svg"),
  track_popularity: 61,
  track_release_date: "1994-05-21",
  duration_ms: 215_000,
  is_explicit: false,
  spotify_url: null,
  ...more,
});

export const lanterns = makeTrack("t1", "Glass Lanterns");
export const weather = makeTrack("t2", "Northern Weather", { is_explicit: true });

/** A track from a minimal file: no album, no date, no artist. */
export const sparseTrack = makeTrack("t3", "", {
  track_name: null,
  artists: [],
  album: null,
  track_release_date: null,
  duration_ms: null,
  is_explicit: null,
});

export const fullTrack: Track = {
  ...lanterns,
  spotify_url: "https://open.spotify.com/track/t1",
  genres: ["dream pop"],
  number_of_playlists: 12,
  // Only those on screen, so that a new feature of the API needs no change here.
  audio_features: {
    danceability: 0.31,
    energy: 0.58,
    acousticness: 0.96,
    valence: 0.75,
    tempo: 118.4,
  } satisfies Partial<AudioFeatures> as AudioFeatures,
};

export const makeRecommendation = (
  rank: number,
  more: Partial<Recommendation> = {},
): Recommendation => ({
  rank,
  track: makeTrack(`r${rank}`, `Follower ${rank}`),
  score: 1 - rank / 100,
  similarity: 0.9,
  contributions: {
    audio: 0.2,
    taste: 0.5,
    artist: 0,
    co_occurrence: 0.25,
    popularity: 0.04,
    artist_repeat: 0,
  },
  reasons: ["in a playlist with Glass Lanterns", `${rank} alike`, "similar energy"],
  ...more,
});

export const makePage = <Item>(...items: Item[]) => ({ items, next_cursor: null });

/** Search results with the query spelled correctly. */
export const makeTrackPage = (...items: TrackSummary[]) => ({
  ...makePage(...items),
  did_you_mean: null,
});

/** Results of a search over all kinds: these songs, and what else is given. */
export const makeSearchResults = (
  tracks: readonly TrackSummary[] = [],
  more: Partial<SearchResults> = {},
): SearchResults => ({
  tracks: tracks.map((track) => ({ track, number_of_versions: 1 })),
  artists: [],
  albums: [],
  genres: [],
  playlists: [],
  did_you_mean: null,
  ...more,
});

/** As many as the app requests. */
export const tenRecommendations: TrackRecommendationList = {
  track: lanterns,
  items: Array.from({ length: 10 }, (_, index) => makeRecommendation(index + 1)),
  model_version: "1",
  shortfall_reason: null,
};

export const noAccounts: AccountState = {
  account: null,
  anonymous_access: "on",
  has_accounts: false,
  has_spotify_sign_in: false,
  number_of_anonymous_rows: 0,
};

export const ann: AccountState = {
  ...noAccounts,
  has_accounts: true,
  account: {
    name: "Ann",
    is_owner: true,
    has_password: true,
    has_spotify: false,
    scopes: ["read", "feedback", "admin"],
  },
};

export const makePerson = (
  name: string,
  more: Partial<ListedAccount> = {},
): ListedAccount => ({
  account_id: `00000000-0000-4000-8000-${name.padEnd(12, "0").slice(0, 12)}`,
  name,
  is_owner: false,
  has_password: true,
  has_spotify: false,
  created_at: "2026-11-29T12:00:00Z",
  number_of_verdicts: 0,
  number_of_tokens: 0,
  ...more,
});
