/** The search parameters of Discover, and the request that they are. */
import { describe, expect, it } from "vitest";
import {
  formatInterval,
  formatSeed,
  parseDiscover,
  parseInterval,
  parseSeed,
  toDiscoverRequest,
} from "./discover-search";

describe("an interval", () => {
  it.each([
    ["0.3..0.8", { min: 0.3, max: 0.8 }],
    ["..0.8", { max: 0.8 }],
    ["-12..", { min: -12 }],
    ["..~0.5", { target: 0.5 }],
    ["0.3..0.8~0.5", { min: 0.3, max: 0.8, target: 0.5 }],
  ])("is written %s", (text, interval) => {
    expect(parseInterval(text)).toEqual(interval);
    expect(formatInterval(interval)).toBe(text);
  });

  it.each(["0.3", "a..b", "..0.8..", 3, null, ""])("is none: %s", (text) => {
    expect(parseInterval(text)).toEqual({});
  });

  it("that asks for nothing is not written", () => {
    expect(formatInterval(parseInterval(".."))).toBeUndefined();
  });
});

describe("a seed", () => {
  it("is a kind and an id, which may contain anything", () => {
    for (const text of ["track:t1", "-artist:name:night ferry", "genre:r&b/soul"]) {
      const seed = parseSeed(text);
      expect(seed && formatSeed(seed)).toBe(text);
    }
    expect(parseSeed("-artist:name:x")).toEqual({
      kind: "artist",
      id: "name:x",
      isMinus: true,
    });
    for (const text of ["album:b1", "track:", "t1", ""])
      expect(parseSeed(text)).toBeNull();
  });
});

describe("the search parameters of Discover", () => {
  it("are parsed, and what is invalid or double is dropped", () => {
    expect(
      parseDiscover({
        seeds: ["track:t1", "nothing", 3, "-track:t1", "genre:house"],
        energy: "0.4..",
        tempo: 120,
        fame: "..40",
        year: "1990..1999",
        genre: "",
        explicit: "maybe",
        played: "no",
        liked: "yes",
        other: 1,
      }),
    ).toEqual({
      seeds: ["-track:t1", "genre:house"],
      energy: "0.4..",
      fame: "..40",
      year: "1990..1999",
      played: "no",
    });
    expect(parseDiscover({ seeds: "track:t1" })).toEqual({});
  });

  it("become a request that no like changes", () => {
    expect(toDiscoverRequest({})).toEqual({
      seeds: [],
      tune: {},
      filters: {},
      use_feedback: false,
    });
    expect(
      toDiscoverRequest({
        seeds: ["track:t1", "-artist:a1", "genre:house", "playlist:p1"],
        energy: "0.4..0.8~0.6",
        fame: "..40",
        year: "1990..",
        genre: "house",
        explicit: "no",
        played: "no",
        liked: "no",
      }),
    ).toEqual({
      seeds: [
        { track_id: "t1" },
        { artist_id: "a1", weight: -0.5 },
        { genre: "house" },
        { playlist_id: "p1" },
      ],
      tune: {
        energy: { min: 0.4, max: 0.8, target: 0.6 },
        popularity: { max: 40 },
      },
      filters: {
        year: { min: 1990 },
        genres: ["house"],
        is_explicit: false,
        is_played: false,
        is_liked: false,
      },
      use_feedback: false,
    });
  });
});
