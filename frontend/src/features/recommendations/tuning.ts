/** How a list shall be, as the address keeps it: what is not there is as the server has it. */
import type { WishBody } from "@/lib/answers";

export interface Tuning {
  diversity?: number;
  artist_cap?: number;
  /** Only where likes and dislikes shall not move the list. */
  feedback?: "off";
}

export interface Filters {
  year_min?: number;
  year_max?: number;
  genre?: string;
  explicit?: "no" | "only";
}

const numberIn = (value: unknown, min: number, max: number): number | undefined =>
  typeof value === "number" && value >= min && value <= max ? value : undefined;

const wholeIn = (value: unknown, min: number, max: number): number | undefined =>
  Number.isInteger(value) ? numberIn(value, min, max) : undefined;

/** Leave out what is undefined, so that it is not in the address either. */
const defined = <T extends object>(values: T): T =>
  Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  ) as T;

/** Read an address that anybody may have typed: what makes no sense is left out. */
export const tuningOf = (search: Record<string, unknown>): Tuning =>
  defined({
    diversity: numberIn(search.diversity, 0, 1) || undefined,
    artist_cap: wholeIn(search.artist_cap, 1, 100),
    feedback: search.feedback === "off" ? ("off" as const) : undefined,
  });

export const filtersOf = (search: Record<string, unknown>): Filters =>
  defined({
    year_min: wholeIn(search.year_min, 1000, 2999),
    year_max: wholeIn(search.year_max, 1000, 2999),
    genre:
      typeof search.genre === "string" && search.genre !== ""
        ? search.genre.slice(0, 255)
        : undefined,
    explicit:
      search.explicit === "no" || search.explicit === "only"
        ? (search.explicit as Filters["explicit"])
        : undefined,
  });

export const changed = <T extends object>(values: T, change: Partial<T>): T =>
  defined({ ...values, ...change });

export const isPlain = (values: object): boolean => Object.keys(values).length === 0;

/** What to ask for without any seed: songs from a person's likes. */
export const wishOf = (
  { diversity, artist_cap }: Tuning,
  { year_min, year_max, genre, explicit }: Filters,
  limit: number,
): WishBody => {
  const has_years = year_min !== undefined || year_max !== undefined;
  return {
    limit,
    ...defined({ diversity, artist_cap }),
    filters: {
      ...(has_years && { year: defined({ min: year_min, max: year_max }) }),
      ...(genre !== undefined && { genres: [genre] }),
      ...(explicit !== undefined && { is_explicit: explicit === "only" }),
    },
  };
};
