/** The limits of a list in a listener's words: "at most 1 song of an artist". */
import { formatCount } from "@/lib/format";
import type { Filters, Tuning } from "./tuning";

const describeYears = ({ year_min, year_max }: Filters): string | null => {
  if (year_min !== undefined && year_max !== undefined)
    return `songs of ${year_min}–${year_max}`;
  if (year_min !== undefined) return `songs from ${year_min} on`;
  return year_max === undefined ? null : `songs up to ${year_max}`;
};

export const describeLimits = (tuning: Tuning, filters: Filters = {}): string[] =>
  [
    describeYears(filters),
    filters.genre === undefined ? null : `the genre ${filters.genre}`,
    filters.explicit === "no" ? "no explicit lyrics" : null,
    filters.explicit === "only" ? "only explicit lyrics" : null,
    tuning.artists === "other" ? "other artists" : null,
    tuning.max_per_artist === undefined
      ? null
      : `at most ${formatCount(tuning.max_per_artist, "song", "songs")} of an artist`,
  ].filter((limit) => limit !== null);
