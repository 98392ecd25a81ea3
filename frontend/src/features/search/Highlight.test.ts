/** Splitting a text into matching and other pieces. */
import { describe, expect, it } from "vitest";
import { splitByMatch } from "./Highlight";

const matches = (text: string, searchText: string): string[] =>
  splitByMatch(text, searchText)
    .filter((piece) => piece.isMatch)
    .map((piece) => piece.text);

describe("splitByMatch", () => {
  it("matches the beginning of words only", () => {
    expect(matches("Glass Lanterns", "la")).toEqual(["La"]);
  });

  it("ignores accents and case", () => {
    expect(matches("Édith in São Paulo", "edith sao")).toEqual(["Édith", "São"]);
  });

  it("matches the longest of two typed words", () => {
    expect(matches("Lanterns", "la lant")).toEqual(["Lant"]);
  });

  it("keeps the whole text", () => {
    const text = "I Walked (For You) – Extended";
    expect(
      splitByMatch(text, "for ext w")
        .map((piece) => piece.text)
        .join(""),
    ).toBe(text);
  });
});
