/** The sliders for the options of lists, and their stored defaults. */
import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { parseListDefaults } from "@/lib/preferences";
import { PopularitySlider } from "./ListSliders";

describe("PopularitySlider", () => {
  it("says its value in words, and moves by one step to either side", async () => {
    const values: number[] = [];
    render(
      <MantineProvider env="test">
        <PopularitySlider value={0} onChange={(value) => values.push(value)} />
      </MantineProvider>,
    );
    const slider = screen.getByRole("slider", { name: "Popularity" });
    expect(slider).toHaveAttribute("aria-valuetext", "balanced");
    slider.focus();
    await userEvent.keyboard("{ArrowLeft}");
    expect(slider).toHaveAttribute("aria-valuetext", "10% towards deep cuts");
    await userEvent.keyboard("{End}");
    expect(slider).toHaveAttribute("aria-valuetext", "100% towards hits");
    expect(values).toEqual([-0.1, 1]);
  });
});

describe("stored defaults of lists", () => {
  it("are parsed, and invalid ones are 0", () => {
    const stored = { diversity: 0.3, popularity: -0.5, artists: "other" };
    expect(parseListDefaults(JSON.stringify(stored))).toEqual(stored);
    const none = { diversity: 0, popularity: 0, artists: "same" };
    expect(
      parseListDefaults('{"diversity": -1, "popularity": "hits", "artists": 3}'),
    ).toEqual(none);
    expect(parseListDefaults("no JSON")).toEqual(none);
    expect(parseListDefaults("null")).toEqual(none);
    expect(parseListDefaults(undefined)).toEqual(none);
  });
});
