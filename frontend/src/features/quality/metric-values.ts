/** The figures of an evaluation, sorted for the eye. */
import type { MetricValue, Quality, QualityTrend } from "@/lib/api-types";
import { compareMetrics, compareStrata, getMetricLabel, SEGUE } from "./labels";

const distinct = (keys: string[]): string[] => [...new Set(keys)];

export const listMetrics = (items: readonly MetricValue[]): string[] =>
  distinct(items.map((item) => item.metric)).toSorted(compareMetrics);

export interface Group {
  stratum: string;
  number_of_queries: number;
  values: MetricValue[];
}

/** The figures of one measure, by question; the best method of each comes first. */
export const groupByStratum = (
  items: readonly MetricValue[],
  metric: string,
): Group[] => {
  const values = items.filter((item) => item.metric === metric);
  const sign = getMetricLabel(metric).is_higher_better ? -1 : 1;
  return distinct(values.map((item) => item.stratum))
    .toSorted(compareStrata)
    .map((stratum) => {
      const group = values.filter((item) => item.stratum === stratum);
      return {
        stratum,
        number_of_queries: Math.max(...group.map((item) => item.number_of_queries)),
        values: group.toSorted((one, other) => sign * (one.value - other.value)),
      };
    });
};

/** How far the bars of a group reach: to the end of the longest interval. */
export const findAxisMaximum = (values: readonly MetricValue[]): number =>
  Math.max(...values.map((item) => item.upper ?? item.value), 1e-9);

export interface ScatterPoint {
  method: string;
  precision: number;
  coverage: number;
}

/** Precision beside variety: neither is worth much without the other. */
export const toScatterPoints = (items: readonly MetricValue[]): ScatterPoint[] => {
  const findValue = (method: string, stratum: string, metric: string) =>
    items.find(
      (item) =>
        item.method === method && item.stratum === stratum && item.metric === metric,
    )?.value;
  return distinct(items.map((item) => item.method)).flatMap((method) => {
    const precision = findValue(method, "all", "precision_at_10");
    const coverage = findValue(method, "lists", "coverage");
    return precision === undefined || coverage === undefined
      ? []
      : [{ method, precision, coverage }];
  });
};

export interface TrendLine {
  stratum: string;
  metric: string;
  /** One value per run, the oldest first; null where it was not measured. */
  values: (number | null)[];
}

/** What became of Segue's own figures from run to run, the oldest first. */
export const toTrendLines = (runs: readonly QualityTrend[]): TrendLine[] => {
  const oldest_first = runs.toReversed();
  const keys = distinct(
    runs.flatMap((run) =>
      run.headlines.map(({ stratum, metric }) => `${stratum} ${metric}`),
    ),
  );
  return keys.map((key) => {
    const [stratum = "", metric = ""] = key.split(" ");
    const values = oldest_first.map(
      (run) =>
        run.headlines.find(
          (headline) => headline.stratum === stratum && headline.metric === metric,
        )?.value ?? null,
    );
    return { stratum, metric, values };
  });
};

/** What is said first: Segue beside the best of the others, in the main question. */
export const compareWithBest = ({ items }: Quality) => {
  const [main] = groupByStratum(items, "precision_at_10");
  const ours = main?.values.find((item) => item.method === SEGUE);
  const best = main?.values.find((item) => item.method !== SEGUE);
  return ours && best ? { ours, best } : null;
};
