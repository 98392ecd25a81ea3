/** Tuning and filters as search parameters and as a request. */
import { describe, expect, it } from "vitest";
import {
  parseFilters,
  parseTuning,
  toListOptions,
  toRequest,
  withDefaults,
} from "./tuning";

describe("the search parameters", () => {
  it("are parsed, and invalid values are left out", () => {
    expect(parseTuning({ diversity: 0.4, max_per_artist: 2, feedback: "off" })).toEqual(
      {
        diversity: 0.4,
        max_per_artist: 2,
        feedback: "off",
      },
    );
    expect(
      parseTuning({ diversity: 7, max_per_artist: 1.5, feedback: "on", other: 1 }),
    ).toEqual({});
    // 0 may stand in place of another default of the app
    expect(parseTuning({ diversity: 0, popularity: -1 })).toEqual({
      diversity: 0,
      popularity: -1,
    });
    expect(parseTuning({ popularity: -1.1, artists: "all" })).toEqual({});
    expect(parseTuning({ artists: "other" })).toEqual({ artists: "other" });
    expect(
      parseFilters({ year_min: 1990, year_max: "x", genre: "", explicit: "maybe" }),
    ).toEqual({ year_min: 1990 });
  });

  it("replace the defaults of the app", () => {
    const defaults = { diversity: 0.3, popularity: 0.5, artists: "other" } as const;
    expect(withDefaults({}, defaults)).toEqual(defaults);
    expect(
      withDefaults({ diversity: 0, popularity: -0.2, artists: "same" }, defaults),
    ).toEqual({ popularity: -0.2 });
    expect(withDefaults({}, { diversity: 0, popularity: 0, artists: "same" })).toEqual(
      {},
    );
  });

  it("of other artists leave out those of the seeds, and repeat none", () => {
    expect(toListOptions({ artists: "other" })).toEqual({
      max_per_artist: 1,
      max_of_seed_artist: 0,
    });
    expect(toListOptions({ artists: "other", max_per_artist: 3 })).toEqual({
      max_per_artist: 3,
      max_of_seed_artist: 0,
    });
    expect(toListOptions({ artists: "same" })).toEqual({});
  });

  it("become a request without seeds", () => {
    expect(toRequest({}, {}, 24)).toEqual({ limit: 24, filters: {} });
    expect(
      toRequest(
        { diversity: 0.5, popularity: -1, max_per_artist: 2 },
        { year_max: 1999, genre: "house", explicit: "no" },
        24,
      ),
    ).toEqual({
      limit: 24,
      diversity: 0.5,
      popularity: -1,
      max_per_artist: 2,
      filters: { year: { max: 1999 }, genres: ["house"], is_explicit: false },
    });
    expect(toRequest({}, { explicit: "only" }, 1).filters?.is_explicit).toBe(true);
  });
});
