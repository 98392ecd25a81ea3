/** The values of an evaluation, grouped and sorted for tables and charts. */
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

/** Group the values of one metric by stratum, the best method first. */
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

/** Return the upper end of the longest interval. */
export const findAxisMaximum = (values: readonly MetricValue[]): number =>
  Math.max(...values.map((item) => item.upper ?? item.value), 1e-9);

export interface ScatterPoint {
  method: string;
  precision: number;
  coverage: number;
}

/** Pair precision with coverage for each method that has both. */
export const toScatterPoints = (items: readonly MetricValue[]): ScatterPoint[] => {
  const findValue = (method: string, stratum: string, metric: string) =>
    items.find(
      (item) =>
        item.method === method && item.stratum === stratum && item.metric === metric,
    )?.value;
  return distinct(items.map((item) => item.method)).flatMap((method) => {
    const precision = findValue(method, "all", "precision_at_10");
    const coverage = findValue(method, "lists", "relative_coverage");
    return precision === undefined || coverage === undefined
      ? []
      : [{ method, precision, coverage }];
  });
};

export interface TrendLine {
  stratum: string;
  metric: string;
  /** One value per run, oldest first; null where it was not measured. */
  values: (number | null)[];
}

/** Return Segue's headline metrics over the runs, oldest first. */
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

/** Compare Segue with the best other method on the main stratum. */
export const compareWithBest = ({ items }: Quality) => {
  const [main] = groupByStratum(items, "precision_at_10");
  const ours = main?.values.find((item) => item.method === SEGUE);
  const best = main?.values.find((item) => item.method !== SEGUE);
  return ours && best ? { ours, best } : null;
};
