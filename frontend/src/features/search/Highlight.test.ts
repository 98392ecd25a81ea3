/** What counts as the typed part of a title. */
import { describe, expect, it } from "vitest";
import { splitByMatch } from "./Highlight";

const matches = (text: string, searchText: string): string[] =>
  splitByMatch(text, searchText)
    .filter((piece) => piece.isMatch)
    .map((piece) => piece.text);

describe("pieces", () => {
  it("marks the beginning of words only", () => {
    expect(matches("Glass Lanterns", "la")).toEqual(["La"]);
  });

  it("does not mind accents and capitals", () => {
    expect(matches("Édith in São Paulo", "edith sao")).toEqual(["Édith", "São"]);
  });

  it("marks the longest of two typed words", () => {
    expect(matches("Lanterns", "la lant")).toEqual(["Lant"]);
  });

  it("loses no letter of the text", () => {
    const text = "I Walked (For You) – Extended";
    expect(
      splitByMatch(text, "for ext w")
        .map((piece) => piece.text)
        .join(""),
    ).toBe(text);
  });
});
