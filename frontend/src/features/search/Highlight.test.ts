/** What counts as the typed part of a title. */
import { describe, expect, it } from "vitest";
import { pieces } from "./Highlight";

const hits = (text: string, typed: string): string[] =>
  pieces(text, typed)
    .filter((piece) => piece.isHit)
    .map((piece) => piece.text);

describe("pieces", () => {
  it("marks the beginning of words only", () => {
    expect(hits("Glass Lanterns", "la")).toEqual(["La"]);
  });

  it("does not mind accents and capitals", () => {
    expect(hits("Édith in São Paulo", "edith sao")).toEqual(["Édith", "São"]);
  });

  it("marks the longest of two typed words", () => {
    expect(hits("Lanterns", "la lant")).toEqual(["Lant"]);
  });

  it("loses no letter of the text", () => {
    const text = "I Walked (For You) – Extended";
    expect(
      pieces(text, "for ext w")
        .map((piece) => piece.text)
        .join(""),
    ).toBe(text);
  });
});
