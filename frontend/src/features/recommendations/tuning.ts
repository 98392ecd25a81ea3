/** Tuning and filters as URL search parameters; a missing one means the app's default. */
import type { RecommendationRequest } from "@/lib/api-types";
import type { Artists, ListDefaults } from "@/lib/preferences";

export interface Tuning {
  diversity?: number;
  /** From -1, deep cuts, to 1, hits. */
  popularity?: number;
  max_per_artist?: number;
  artists?: Artists;
  /** Set only to ignore likes and dislikes. */
  feedback?: "off";
}

type ListOptions = Pick<
  RecommendationRequest,
  "diversity" | "popularity" | "max_per_artist" | "max_of_seed_artist"
>;

export interface Filters {
  year_min?: number;
  year_max?: number;
  genre?: string;
  explicit?: "no" | "only";
}

const parseNumber = (value: unknown, min: number, max: number): number | undefined =>
  typeof value === "number" && value >= min && value <= max ? value : undefined;

const parseInteger = (value: unknown, min: number, max: number): number | undefined =>
  Number.isInteger(value) ? parseNumber(value, min, max) : undefined;

/** Drop undefined values, so that they do not appear in the URL. */
const omitUndefined = <T extends object>(values: T): T =>
  Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  ) as T;

/** Parse search parameters that anybody may have typed; invalid values are dropped. */
export const parseTuning = (search: Record<string, unknown>): Tuning =>
  omitUndefined({
    diversity: parseNumber(search.diversity, 0, 1),
    popularity: parseNumber(search.popularity, -1, 1),
    max_per_artist: parseInteger(search.max_per_artist, 1, 100),
    artists:
      search.artists === "same" || search.artists === "other"
        ? search.artists
        : undefined,
    feedback: search.feedback === "off" ? ("off" as const) : undefined,
  });

export const parseFilters = (search: Record<string, unknown>): Filters =>
  omitUndefined({
    year_min: parseInteger(search.year_min, 1000, 2999),
    year_max: parseInteger(search.year_max, 1000, 2999),
    genre:
      typeof search.genre === "string" && search.genre !== ""
        ? search.genre.slice(0, 255)
        : undefined,
    explicit:
      search.explicit === "no" || search.explicit === "only"
        ? (search.explicit as Filters["explicit"])
        : undefined,
  });

export const applyChange = <T extends object>(values: T, change: Partial<T>): T =>
  omitUndefined({ ...values, ...change });

export const isUnset = (values: object): boolean => Object.keys(values).length === 0;

/** Add the defaults of the app; 0 is that of the server, which no request has to name. */
export const withDefaults = (tuning: Tuning, defaults: ListDefaults): Tuning =>
  omitUndefined({
    ...tuning,
    diversity: (tuning.diversity ?? defaults.diversity) || undefined,
    popularity: (tuning.popularity ?? defaults.popularity) || undefined,
    artists: (tuning.artists ?? defaults.artists) === "other" ? "other" : undefined,
  });

/** Return the options of a request; a maximum that was set replaces that of other artists. */
export const toListOptions = ({
  diversity,
  popularity,
  max_per_artist,
  artists,
}: Tuning): ListOptions =>
  omitUndefined({
    diversity,
    popularity,
    max_per_artist: max_per_artist ?? (artists === "other" ? 1 : undefined),
    max_of_seed_artist: artists === "other" ? 0 : undefined,
  });

/** Build the request without seeds, which recommends from the listener's likes. */
export const toRequest = (
  tuning: Tuning,
  { year_min, year_max, genre, explicit }: Filters,
  limit: number,
): RecommendationRequest => {
  const has_years = year_min !== undefined || year_max !== undefined;
  return {
    limit,
    ...toListOptions(tuning),
    filters: {
      ...(has_years && { year: omitUndefined({ min: year_min, max: year_max }) }),
      ...(genre !== undefined && { genres: [genre] }),
      ...(explicit !== undefined && { is_explicit: explicit === "only" }),
    },
  };
};
