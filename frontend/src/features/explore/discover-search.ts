/** What Discover asks for, as search parameters that anybody may have typed or been sent. */
import type { RecommendationRequest } from "@/lib/api-types";

export type AttributeName = keyof NonNullable<RecommendationRequest["tune"]>;

const NAMES: readonly AttributeName[] = [
  "danceability",
  "energy",
  "loudness",
  "speechiness",
  "acousticness",
  "instrumentalness",
  "liveness",
  "valence",
  "tempo",
  "key",
  "mode",
  "time_signature",
  "duration_ms",
  "popularity",
];

export interface Interval {
  min?: number;
  max?: number;
  target?: number;
}

export type SeedKind = "track" | "artist" | "genre" | "playlist";

export interface Seed {
  kind: SeedKind;
  id: string;
  /** "Not like this". */
  isMinus: boolean;
}

/** An interval is written "0.3..0.8", "0.3..", "..0.8", with a target "0.3..0.8~0.5". */
export type DiscoverSearch = {
  seeds?: string[];
  year?: string;
  genre?: string;
  explicit?: "no" | "only";
  played?: "no";
  liked?: "no";
  /** `popularity` is how much hits count; this is the interval of the attribute. */
  fame?: string;
} & Partial<Record<Exclude<AttributeName, "popularity">, string>>;

const MAX_SEEDS = 50;
const SEED_FIELDS = {
  track: "track_id",
  artist: "artist_id",
  genre: "genre",
  playlist: "playlist_id",
} as const;
const NUMBER = String.raw`(-?\d+(?:\.\d+)?)`;
const INTERVAL = new RegExp(`^${NUMBER}?\\.\\.${NUMBER}?(?:~${NUMBER})?$`);
const SEED = /^(-?)(track|artist|genre|playlist):(.{1,255})$/su;

/** The name of an attribute among the search parameters. */
export const parameterOf = (name: AttributeName | "year"): keyof DiscoverSearch =>
  name === "popularity" ? "fame" : name;

const toNumber = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : Number(text);

const omitUndefined = <T extends object>(values: T): T =>
  Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  ) as T;

export const parseInterval = (text: unknown): Interval => {
  const found = typeof text === "string" ? INTERVAL.exec(text) : null;
  if (!found) return {};
  const [, min, max, target] = found;
  return omitUndefined({
    min: toNumber(min),
    max: toNumber(max),
    target: toNumber(target),
  });
};

/** Return the interval as text, or undefined if it asks for nothing. */
export const formatInterval = ({ min, max, target }: Interval): string | undefined => {
  if (min === undefined && max === undefined && target === undefined) return undefined;
  return `${min ?? ""}..${max ?? ""}${target === undefined ? "" : `~${target}`}`;
};

export const parseSeed = (text: string): Seed | null => {
  const found = SEED.exec(text);
  return found
    ? { kind: found[2] as SeedKind, id: found[3] ?? "", isMinus: found[1] === "-" }
    : null;
};

export const formatSeed = ({ kind, id, isMinus }: Seed): string =>
  `${isMinus ? "-" : ""}${kind}:${id}`;

const parseSeeds = (value: unknown): string[] | undefined => {
  if (!Array.isArray(value)) return undefined;
  const seeds = value
    .map((text) => (typeof text === "string" ? parseSeed(text) : null))
    .filter((seed) => seed !== null);
  const bySeed = new Map(seeds.map((seed) => [`${seed.kind}:${seed.id}`, seed]));
  const texts = [...bySeed.values()].slice(0, MAX_SEEDS).map(formatSeed);
  return texts.length > 0 ? texts : undefined;
};

/** Parse search parameters; what is invalid is dropped. */
export const parseDiscover = (search: Record<string, unknown>): DiscoverSearch => {
  const intervals = ([...NAMES, "year"] as const).map((name) => {
    const parameter = parameterOf(name);
    return [parameter, formatInterval(parseInterval(search[parameter]))];
  });
  const { genre, explicit } = search;
  return omitUndefined({
    ...Object.fromEntries(intervals),
    seeds: parseSeeds(search.seeds),
    genre: typeof genre === "string" && genre !== "" ? genre.slice(0, 255) : undefined,
    explicit: explicit === "no" || explicit === "only" ? explicit : undefined,
    played: search.played === "no" ? "no" : undefined,
    liked: search.liked === "no" ? "no" : undefined,
  });
};

const buildFilters = (
  search: DiscoverSearch,
): NonNullable<RecommendationRequest["filters"]> => {
  const { min, max } = parseInterval(search.year);
  return omitUndefined({
    year:
      min === undefined && max === undefined ? undefined : omitUndefined({ min, max }),
    genres: search.genre === undefined ? undefined : [search.genre],
    is_explicit: search.explicit === undefined ? undefined : search.explicit === "only",
    is_played: search.played === "no" ? false : undefined,
    is_liked: search.liked === "no" ? false : undefined,
  });
};

/** Build the request; it leaves likes out, so that a link is the same list for everybody. */
export const toDiscoverRequest = (
  search: DiscoverSearch,
): Pick<RecommendationRequest, "seeds" | "tune" | "filters" | "use_feedback"> => {
  const seeds = (search.seeds ?? []).map(parseSeed).filter((seed) => seed !== null);
  const tuned = NAMES.map(
    (name) => [name, parseInterval(search[parameterOf(name)])] as const,
  ).filter(([, interval]) => Object.keys(interval).length > 0);
  return {
    seeds: seeds.map(({ kind, id, isMinus }) => ({
      [SEED_FIELDS[kind]]: id,
      ...(isMinus && { weight: -0.5 }),
    })),
    tune: Object.fromEntries(tuned),
    filters: buildFilters(search),
    use_feedback: false,
  };
};
