/** The limits of a list in a listener's words: "at most 1 song of an artist". */
import type { RecommendationRequest } from "@/lib/api-types";
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

const countTuned = (tune: RecommendationRequest["tune"] = {}): number =>
  Object.values(tune).filter(
    (wanted) => wanted && (wanted.min != null || wanted.max != null),
  ).length;

/** The limits of a request: its filters, its sliders and its maximum per artist. */
export const describeRequest = (request: RecommendationRequest): string[] => {
  const { year, genres, is_explicit, is_played, is_liked } = request.filters ?? {};
  const filters: Filters = {
    ...(year?.min != null && { year_min: year.min }),
    ...(year?.max != null && { year_max: year.max }),
    ...(genres?.[0] !== undefined && { genre: genres[0] }),
    ...(is_explicit != null && { explicit: is_explicit ? "only" : "no" }),
  };
  const number_tuned = countTuned(request.tune);
  return [
    ...describeLimits(
      request.max_of_seed_artist === 0 ? { artists: "other" } : {},
      filters,
    ),
    ...(is_played === false ? ["songs that you have not played"] : []),
    ...(is_liked === false ? ["songs that you have not liked"] : []),
    ...(number_tuned > 0 ? [`${formatCount(number_tuned, "slider", "sliders")}`] : []),
  ];
};
