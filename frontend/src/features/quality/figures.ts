/** The figures of an evaluation, sorted for the eye. */
import type { Quality, QualityFigure, QualityTrend } from "@/lib/answers";
import { byMetric, byStratum, metricOf, OURS } from "./words";

const distinct = (keys: string[]): string[] => [...new Set(keys)];

export const metricsOf = (items: readonly QualityFigure[]): string[] =>
  distinct(items.map((item) => item.metric)).toSorted(byMetric);

export interface Group {
  stratum: string;
  number_of_queries: number;
  figures: QualityFigure[];
}

/** The figures of one measure, by question; the best method of each comes first. */
export const groupsOf = (items: readonly QualityFigure[], metric: string): Group[] => {
  const figures = items.filter((item) => item.metric === metric);
  const sign = metricOf(metric).is_higher_better ? -1 : 1;
  return distinct(figures.map((item) => item.stratum))
    .toSorted(byStratum)
    .map((stratum) => {
      const group = figures.filter((item) => item.stratum === stratum);
      return {
        stratum,
        number_of_queries: Math.max(...group.map((item) => item.number_of_queries)),
        figures: group.toSorted((one, other) => sign * (one.value - other.value)),
      };
    });
};

/** How far the bars of a group reach: to the end of the longest interval. */
export const reachOf = (figures: readonly QualityFigure[]): number =>
  Math.max(...figures.map((item) => item.upper ?? item.value), 1e-9);

export interface Point {
  method: string;
  precision: number;
  variety: number;
}

/** Precision beside variety: neither is worth much without the other. */
export const pointsOf = (items: readonly QualityFigure[]): Point[] => {
  const figureOf = (method: string, stratum: string, metric: string) =>
    items.find(
      (item) =>
        item.method === method && item.stratum === stratum && item.metric === metric,
    )?.value;
  return distinct(items.map((item) => item.method)).flatMap((method) => {
    const precision = figureOf(method, "all", "precision_at_10");
    const variety = figureOf(method, "lists", "coverage");
    return precision === undefined || variety === undefined
      ? []
      : [{ method, precision, variety }];
  });
};

export interface Line {
  stratum: string;
  metric: string;
  /** One value per run, the oldest first; null where it was not measured. */
  values: (number | null)[];
}

/** What became of Segue's own figures from run to run, the oldest first. */
export const linesOf = (runs: readonly QualityTrend[]): Line[] => {
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
export const summaryOf = ({ items }: Quality) => {
  const [main] = groupsOf(items, "precision_at_10");
  const ours = main?.figures.find((item) => item.method === OURS);
  const best = main?.figures.find((item) => item.method !== OURS);
  return ours && best ? { ours, best } : null;
};
