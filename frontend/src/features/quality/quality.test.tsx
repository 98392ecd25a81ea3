/** The quality report: its four states, numbers and labels. */
import { screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { MetricValue, Quality } from "@/lib/api-types";
import { itShowsLoadingAndError } from "@/testing/four-states";
import { respond } from "@/testing/mock-server";
import { renderWithProviders } from "@/testing/test-utils";
import { formatMetricValue, getMethodLabel, getMetricLabel } from "./labels";
import {
  findAxisMaximum,
  groupByStratum,
  toScatterPoints,
  toTrendLines,
} from "./metric-values";
import { QualityReport } from "./QualityReport";

const PATH = "/api/v1/quality";

const makeMetricValue = (
  method: string,
  stratum: string,
  metric: string,
  value: number,
  more: Partial<MetricValue> = {},
): MetricValue => ({
  method,
  stratum,
  metric,
  value,
  lower: value - 0.02,
  upper: value + 0.03,
  difference: null,
  difference_lower: null,
  difference_upper: null,
  is_better: null,
  number_of_queries: 480,
  ...more,
});

const ITEMS = [
  makeMetricValue("popularity", "all", "precision_at_10", 0.067, { is_better: "no" }),
  makeMetricValue("segue", "all", "precision_at_10", 0.245),
  makeMetricValue("als", "all", "precision_at_10", 0.221, { is_better: "undecided" }),
  makeMetricValue("segue", "cold", "precision_at_10", 0.22),
  makeMetricValue("segue", "half", "clicks", 1.5),
  makeMetricValue("popularity", "half", "clicks", 6.2),
  makeMetricValue("segue", "lists", "relative_coverage", 0.83, {
    lower: null,
    upper: null,
  }),
  makeMetricValue("popularity", "lists", "relative_coverage", 0.01, {
    lower: null,
    upper: null,
  }),
];

const run = (run_id: string, day: string, precision: number) => ({
  run_id,
  evaluated_at: `2026-11-${day}T14:03:00Z`,
  data_version: "a1b2c3d4e5f6a7b8",
  code_version: "c0de",
  model_version: "segue-1.2",
  headlines: [makeMetricValue("segue", "all", "precision_at_10", precision)],
});

const QUALITY: Quality = {
  run: run("new", "22", 0.245),
  items: ITEMS,
  runs: [run("new", "22", 0.245), run("old", "20", 0.2)],
  empty_reason: null,
};

const readRows = (table: HTMLElement): string[][] =>
  within(table)
    .getAllByRole("row")
    .slice(1)
    .map((row) => [...row.children].map((cell) => cell.textContent ?? ""));

describe("QualityReport, in its four states", () => {
  itShowsLoadingAndError(PATH, <QualityReport />);

  it("shows what to do before the first evaluation", async () => {
    respond(PATH, {
      run: null,
      items: [],
      runs: [],
      empty_reason: "Not evaluated yet: run `segue evaluate`.",
    });
    renderWithProviders(<QualityReport />);
    expect(await screen.findByText(/run `segue evaluate`/)).toBeInTheDocument();
    expect(screen.queryByRole("table")).not.toBeInTheDocument();
  });

  it("shows the values of one metric with intervals, the best method first", async () => {
    respond(PATH, QUALITY);
    renderWithProviders(<QualityReport />);
    const [table] = await screen.findAllByRole("table", { name: /^Precision at 10/ });
    expect(readRows(table as HTMLElement)).toEqual([
      ["Segue", "", "24.5%22.5% to 27.5%", "–"],
      ["ALS", "", "22.1%20.1% to 25.1%", "undecided"],
      ["Most popular", "", "6.7%4.7% to 9.7%", "worse"],
    ]);
    expect(screen.getByText(/The best baseline, ALS/)).toHaveTextContent(
      "24.5% of the songs that Segue recommends",
    );
    expect(screen.getByText("a1b2c3d4e5f6")).toBeInTheDocument();
    expect(document.querySelector("time")).toHaveAttribute(
      "datetime",
      "2026-11-22T14:03:00Z",
    );
  });
});

describe("QualityReport", () => {
  it("switches the metric and states which direction is better", async () => {
    respond(PATH, QUALITY);
    const { user } = renderWithProviders(<QualityReport />);
    await user.selectOptions(await screen.findByLabelText("Metric"), "Clicks");
    const table = screen.getByRole("table", { name: "Clicks: lower is better" });
    expect(readRows(table).map(([method, , value]) => [method, value])).toEqual([
      ["Segue", "1.501.48 to 1.53"],
      ["Most popular", "6.206.18 to 6.23"],
    ]);
  });

  it("shows precision and coverage as numbers", async () => {
    respond(PATH, QUALITY);
    renderWithProviders(<QualityReport />);
    const table = await screen.findByRole("table", { name: /^Precision and coverage/ });
    expect(readRows(table)).toEqual([
      ["Segue", "24.5%", "83.0%"],
      ["Most popular", "6.7%", "1.0%"],
    ]);
  });

  it("links to every earlier evaluation", async () => {
    respond(PATH, QUALITY);
    renderWithProviders(<QualityReport />);
    const table = await screen.findByRole("table", { name: /^Evaluations/ });
    expect(readRows(table).map((cells) => cells.at(-1))).toEqual(["24.5%", "20.0%"]);
    expect(within(table).getAllByRole("link")[1]).toHaveAttribute(
      "href",
      "/quality?run_id=old",
    );
  });

  it("requests the evaluation of the given run", async () => {
    const requests = respond(PATH, QUALITY);
    renderWithProviders(<QualityReport run_id="old" />);
    await screen.findAllByRole("table");
    expect(requests[0]?.searchParams.get("run_id")).toBe("old");
  });
});

describe("metric values", () => {
  it("are grouped by stratum, the best first in the direction of the metric", () => {
    expect(
      groupByStratum(ITEMS, "precision_at_10").map((group) => group.stratum),
    ).toEqual(["all", "cold"]);
    const [clicks] = groupByStratum(ITEMS, "clicks");
    expect(clicks?.values.map((item) => item.method)).toEqual(["segue", "popularity"]);
    expect(findAxisMaximum(clicks?.values ?? [])).toBeCloseTo(6.23);
  });

  it("become points only where both precision and coverage were measured", () => {
    expect(toScatterPoints(ITEMS).map((point) => point.method)).toEqual([
      "popularity",
      "segue",
    ]);
  });

  it("become lines from the oldest run to the newest, with null where not measured", () => {
    const withoutValues = { ...run("bare", "21", 0), headlines: [] };
    const [line] = toTrendLines([
      run("new", "22", 0.245),
      withoutValues,
      run("old", "20", 0.2),
    ]);
    expect(line?.values).toEqual([0.2, null, 0.245]);
  });

  it("of unknown methods and metrics are labelled by their key", () => {
    expect(getMethodLabel("graph_walk").name).toBe("Graph walk");
    expect(formatMetricValue(0.1234, getMetricLabel("serendipity"))).toBe("0.12");
    expect(formatMetricValue(10512.3, getMetricLabel("different_tracks"))).toBe(
      "10,512",
    );
  });
});
