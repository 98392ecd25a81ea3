/** Fixtures of the pages: what there is to say about songs, and the scales of attributes. */
import type { FeatureScale, Portrait } from "@/lib/api-types";

export const makeScale = (
  name: string,
  more: Partial<FeatureScale> = {},
): FeatureScale => ({
  name,
  lower: 0,
  upper: 1,
  mean: 0.5,
  number_of_tracks: 100,
  counts: [10, 40, 40, 10],
  ...more,
});

export const scales = {
  items: [
    makeScale("energy"),
    makeScale("key", { upper: 11, counts: Array.from({ length: 12 }, () => 8) }),
    makeScale("year", { lower: 1990, upper: 1993 }),
    // of one value only: nothing to choose
    makeScale("time_signature", { lower: 4, upper: 4, counts: [100] }),
  ],
};

export const portrait: Portrait = {
  number_of_recordings: 31,
  first_year: 1990,
  last_year: 2015,
  features: { energy: 0.72 },
  genres: [{ genre: "dream pop", number_of_tracks: 20 }],
};

export const nightFerry = { artist_id: "a1", artist_name: "Night Ferry" };
