/** The sliders over histograms: what they ask for, by keyboard, and in their four states. */
import { screen, waitFor } from "@testing-library/react";
import { useState } from "react";
import { describe, expect, it } from "vitest";
import { makeScale, scales } from "@/testing/explore-fixtures";
import { itShowsLoadingAndError } from "@/testing/four-states";
import { respond } from "@/testing/mock-server";
import { renderWithProviders } from "@/testing/test-utils";
import { AttributePanel } from "./AttributePanel";
import { describeInterval } from "./AttributeSlider";
import { ATTRIBUTES, type Attribute } from "./attributes";
import type { DiscoverSearch } from "./discover-search";
import { placeOf } from "./Histogram";

const FEATURES = "/api/v1/features";

const Panel = ({ log }: { log: DiscoverSearch[] }) => {
  const [search, setSearch] = useState<DiscoverSearch>({});
  return (
    <AttributePanel
      search={search}
      onChange={(change, isFinal) => {
        const next = { ...search, ...change };
        setSearch(next);
        if (isFinal) log.push(next);
      }}
    />
  );
};

const show = () => {
  const log: DiscoverSearch[] = [];
  return { log, ...renderWithProviders(<Panel log={log} />) };
};

const slider = (name: string) => screen.findByRole("slider", { name });

describe("AttributePanel", () => {
  itShowsLoadingAndError(FEATURES, <Panel log={[]} />);

  it("says that no attribute is known", async () => {
    respond(FEATURES, { items: [] });
    show();
    expect(await screen.findByText(/no song has audio features/i)).toBeInTheDocument();
  });

  it("has two thumbs for each attribute that has more than one value", async () => {
    respond(FEATURES, scales);
    show();
    await slider("Energy, at least");
    const names = screen
      .getAllByRole("slider", { hidden: true })
      .map((thumb) => thumb.getAttribute("aria-label"));
    expect(names).toEqual([
      "Year of release, at least",
      "Year of release, at most",
      "Energy, at least",
      "Energy, at most",
      "Key, at least",
      "Key, at most",
    ]);
  });

  it("asks for a range by keyboard, and for nothing at the ends", async () => {
    respond(FEATURES, scales);
    const { user, log } = show();
    (await slider("Energy, at least")).focus();
    await user.keyboard("{ArrowRight}{ArrowRight}");
    expect(log.at(-1)).toEqual({ energy: "0.02.." });
    expect(screen.getByText("at least 2%")).toBeInTheDocument();
    (await slider("Energy, at most")).focus();
    await user.keyboard("{ArrowLeft}");
    expect(log.at(-1)).toEqual({ energy: "0.02..0.99" });
    (await slider("Energy, at least")).focus();
    await user.keyboard("{ArrowLeft}{ArrowLeft}");
    expect(log.at(-1)).toEqual({ energy: "..0.99" });
  });

  it("aims for a value, from the mean of the catalogue on", async () => {
    respond(FEATURES, scales);
    const { user, log } = show();
    await user.click(
      await screen.findByRole("button", { name: "Aim for a value of energy" }),
    );
    expect(log.at(-1)).toEqual({ energy: "..~0.5" });
    (await slider("Energy, near")).focus();
    await user.keyboard("{ArrowLeft}");
    expect(log.at(-1)).toEqual({ energy: "..~0.49" });
    await user.click(screen.getByRole("button", { name: "Aim for a value of energy" }));
    expect(log.at(-1)).toEqual({ energy: undefined });
    await waitFor(() =>
      expect(screen.queryByRole("slider", { name: "Energy, near" })).toBeNull(),
    );
  });
});

describe("the words of an interval", () => {
  const [energy] = ATTRIBUTES as [Attribute];

  it.each([
    [{}, "any"],
    [{ min: 0.2, max: 0.5 }, "20%–50%"],
    [{ max: 0.5, target: 0.3 }, "at most 50%, near 30%"],
  ])("%o", (interval, words) => {
    expect(describeInterval(energy, interval)).toBe(words);
  });
});

describe("a place in a histogram", () => {
  it("is in steps from the left, and in the middle of a whole number", () => {
    expect(placeOf(makeScale("energy"), 0.5)).toBe(2);
    expect(placeOf(makeScale("energy"), 7)).toBe(4);
    const years = makeScale("year", { lower: 1990, upper: 1993 });
    expect(placeOf(years, 1991)).toBe(1.5);
  });
});
