/** Decoding of the points, what is near a place, and what is inside of a line. */
import { describe, expect, it } from "vitest";
import { mapPoints } from "@/testing/map-fixtures";
import { colorOf, colorOnScale, colorPoints, GREY } from "./colors";
import { parseMapSearch } from "./map-search";
import { decodePoints, nearestRow, placeOf, rowsInside } from "./points";
import { cornersInSight, pixelsToMap, toPixels, toPlace } from "./projection";
import { nextBudget, pointSize } from "./renderer";

const points = decodePoints(mapPoints);

describe("decodePoints", () => {
  it("keeps the shape: the longer side is from -1 to 1, and up is up", () => {
    expect(placeOf(points, 0)).toEqual([-1, 0.5]); // left below
    expect(placeOf(points, 1)).toEqual([1, -0.5]); // right above
    expect(placeOf(points, 2)[0]).toBeCloseTo(0, 3);
    expect([...points.clusters]).toEqual([0, 1, 1]);
  });

  it("finds a song by its id", () => {
    expect(points.find("t2")).toBe(1);
    expect(points.find("t9")).toBe(-1);
  });

  it("takes an empty map", () => {
    const empty = decodePoints({ ...mapPoints, track_ids: [], x: "", y: "" });
    expect(nearestRow(empty, [0, 0], 9)).toBe(-1);
    expect(rowsInside(empty, cornersInSight({ x: 0, y: 0, k: 1 }, SIZE))).toEqual([]);
  });
});

const SIZE = { width: 400, height: 200 };

describe("what is where", () => {
  it("finds the nearest point within a radius alone", () => {
    expect(nearestRow(points, [-0.95, 0.45], 0.2)).toBe(0);
    expect(nearestRow(points, [-0.5, -0.4], 0.2)).toBe(-1);
  });

  it("finds the points inside of a line, not only of its box", () => {
    const triangle = [
      [-1.1, 0.6],
      [1.2, 0.6],
      [-1.1, -0.7],
    ] as const;
    expect(rowsInside(points, triangle)).toEqual([0, 2]);
    expect(rowsInside(points, triangle.slice(0, 2))).toEqual([]);
  });

  it("turns places into pixels and back", () => {
    const view = { x: 30, y: -20, k: 2.5 };
    const there = toPixels([0.3, -0.7], view, SIZE);
    const back = toPlace(there, view, SIZE);
    expect(back[0]).toBeCloseTo(0.3);
    expect(back[1]).toBeCloseTo(-0.7);
    expect(pixelsToMap(230, view, SIZE)).toBeCloseTo(1);
    expect(toPixels([0, 0], { x: 0, y: 0, k: 1 }, SIZE)).toEqual([200, 100]);
  });

  it("draws fewer points larger, and all larger when near", () => {
    expect(pointSize(100, 1, 600)).toBeGreaterThan(pointSize(100_000, 1, 600));
    expect(pointSize(100_000, 9, 600)).toBeGreaterThan(pointSize(100_000, 1, 600));
  });
});

describe("nextBudget", () => {
  const budget = { number: 50_000, most: 100_000, drawnAt: 0 };

  it("has fewer points after a slow frame, and more after a quick one", () => {
    expect(nextBudget(budget, 60)).toBeLessThan(50_000);
    expect(nextBudget(budget, 16)).toBeGreaterThan(50_000);
    expect(nextBudget(budget, 24)).toBe(50_000);
  });

  it("stays between some points and all, and after a pause as it was", () => {
    expect(nextBudget({ ...budget, number: 4_100 }, 60)).toBe(4_000);
    expect(nextBudget({ ...budget, number: 99_000 }, 16)).toBe(100_000);
    expect(nextBudget({ ...budget, number: 900, most: 900 }, 60)).toBe(900);
    expect(nextBudget(budget, 5_000)).toBe(50_000);
  });
});

const colorAt = (bytes: Uint8Array, row: number): number[] => [
  ...bytes.slice(4 * row, 4 * row + 4),
];

describe("colorPoints", () => {
  it("has a colour for each genre, grey for none, and makes others faint", () => {
    const bytes = colorPoints(points, { by: "genre" }, 0, null);
    const [own, other, none] = [0, 1, 2].map((row) => colorAt(bytes, row));
    expect(own?.slice(0, 3)).toEqual([...colorOf(0)]);
    expect(none?.slice(0, 3)).toEqual([...GREY]);
    expect(own?.[3]).toBeGreaterThan(other?.[3] ?? 255);
  });

  it("makes what is not selected faint", () => {
    const bytes = colorPoints(points, { by: "cluster" }, null, new Set([2]));
    expect(colorAt(bytes, 2)[3]).toBeGreaterThan(colorAt(bytes, 1)[3] ?? 255);
  });

  it("has a scale for an attribute", () => {
    const values = btoa(String.fromCharCode(0, 254, 255));
    const bytes = colorPoints(points, { by: "attribute", values }, null, null);
    expect(colorAt(bytes, 0).slice(0, 3)).toEqual([...colorOnScale(0)]);
    expect(colorAt(bytes, 1).slice(0, 3)).toEqual([...colorOnScale(1)]);
    expect(colorAt(bytes, 2).slice(0, 3)).toEqual([...GREY]);
  });
});

describe("parseMapSearch", () => {
  it("drops what is invalid", () => {
    const typed = { by: "mood", view: "list", song: "", to: 7, other: "x" };
    expect(parseMapSearch(typed)).toEqual({});
    const valid = { by: "energy", view: "table", song: "t1", to: "t2" };
    expect(parseMapSearch(valid)).toEqual(valid);
  });
});
