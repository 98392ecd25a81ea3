/** The state of the map in the address, which anybody may have typed. */
export const ATTRIBUTES = [
  "danceability",
  "energy",
  "valence",
  "acousticness",
  "instrumentalness",
  "speechiness",
  "liveness",
  "loudness",
  "tempo",
  "popularity",
  "year",
  "duration_ms",
] as const;

export type ColorBy = "genre" | "cluster" | (typeof ATTRIBUTES)[number];

export type MapSearch = {
  by?: ColorBy;
  view?: "table";
  song?: string;
  to?: string;
};

const MAX_LENGTH = 255;

const readId = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" && value.length <= MAX_LENGTH
    ? value
    : undefined;

/** Parse search parameters; what is invalid is dropped. */
export const parseMapSearch = (search: Record<string, unknown>): MapSearch => {
  const names: readonly unknown[] = ["genre", "cluster", ...ATTRIBUTES];
  const found: MapSearch = {
    by: names.includes(search.by) ? (search.by as ColorBy) : undefined,
    view: search.view === "table" ? "table" : undefined,
    song: readId(search.song),
    to: readId(search.to),
  };
  return Object.fromEntries(
    Object.entries(found).filter(([, value]) => value !== undefined),
  );
};

const NAMES: Partial<Record<ColorBy, string>> = {
  duration_ms: "Length",
  year: "Year of release",
};

export const nameOfColor = (by: ColorBy): string =>
  NAMES[by] ?? by.charAt(0).toUpperCase() + by.slice(1);
