/** Formatting of tracks, numbers and durations, with fallbacks for missing fields. */
import type { Artist, TrackSummary } from "./api-types";

export const formatTitle = (track: Pick<TrackSummary, "track_name">): string =>
  track.track_name?.trim() || "Untitled";

export const formatArtists = (track: Pick<TrackSummary, "artists">): string =>
  track.artists
    .map((artist) => artist.artist_name)
    .filter(Boolean)
    .join(", ") || "Unknown artist";

export const formatArtistName = (artist: Artist): string =>
  artist.artist_name?.trim() || "Unknown artist";

export const formatYear = (
  track: Pick<TrackSummary, "track_release_date">,
): string | null => track.track_release_date?.slice(0, 4) ?? null;

export const formatTrackName = (track: TrackSummary): string =>
  `${formatTitle(track)} by ${formatArtists(track)}`;

/** Format album and year, where known: "Blue Lines, 1991". */
export const formatAlbumAndYear = (track: TrackSummary): string =>
  [track.album?.album_name, formatYear(track)].filter(Boolean).join(", ");

/** Format minutes and seconds: 215000 is "3:35". */
export const formatDuration = (duration_ms: number): string => {
  const seconds = Math.round(duration_ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
};

export const formatPercent = (share: number): string => `${Math.round(share * 100)}%`;

/** Format a similarity in [-1, 1] as a share of the greatest; what is opposed matches by nothing. */
export const formatMatch = (similarity: number): string =>
  formatPercent(Math.max(similarity, 0));

/** Format the option popularity, in [-1, 1]. */
export const formatPopularity = (value: number): string => {
  const share = Math.round(Math.abs(value) * 100);
  if (share === 0) return "balanced";
  return `${share}% towards ${value < 0 ? "deep cuts" : "hits"}`;
};

export const formatCount = (number: number, one: string, many: string): string =>
  `${number} ${number === 1 ? one : many}`;

/** Join short phrases: "Similar energy, same artist". */
export const toSentence = (phrases: readonly string[]): string => {
  const text = phrases.join(", ");
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
};

export const isYear = (text: string): boolean => /^\d{4}$/.test(text);
