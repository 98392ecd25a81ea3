/** Line chart and table of Segue's headline metrics over all evaluations. */
import { Link } from "@tanstack/react-router";
import {
  CartesianGrid,
  Legend,
  Line,
  LineChart,
  ResponsiveContainer,
  XAxis,
  YAxis,
} from "recharts";
import type { QualityTrend } from "@/lib/api-types";
import { formatPercent } from "@/lib/format";
import { formatMetricValue, getMetricLabel, getStratumLabel } from "./labels";
import { type TrendLine, toTrendLines } from "./metric-values";
import classes from "./Quality.module.css";
import tables from "./Table.module.css";

const COLOURS = [
  "var(--contribution-taste)",
  "var(--contribution-audio)",
  "var(--contribution-artist)",
  "var(--contribution-co-occurrence)",
  "var(--contribution-popularity)",
];
const DASHES = ["", "6 3", "2 3", "8 3 2 3", "1 4"];
const AXIS = {
  tick: { fill: "var(--ink-2)", fontSize: 13 },
  stroke: "var(--line-strong)",
};

const formatLineName = ({
  stratum,
  metric,
}: Pick<TrendLine, "stratum" | "metric">): string =>
  stratum === "lists"
    ? getMetricLabel(metric).name
    : `${getMetricLabel(metric).name}: ${getStratumLabel(stratum).name.toLocaleLowerCase("en-GB")}`;

export const formatDateTime = (evaluated_at: string): string =>
  new Date(evaluated_at).toLocaleString("en-GB", {
    dateStyle: "medium",
    timeStyle: "short",
  });

const Chart = ({ runs, lines }: { runs: QualityTrend[]; lines: TrendLine[] }) => {
  const rows = runs.toReversed().map((run, index) => ({
    day: new Date(run.evaluated_at).toLocaleDateString("en-GB", {
      day: "numeric",
      month: "short",
    }),
    ...Object.fromEntries(
      lines.map((line) => [formatLineName(line), line.values[index]]),
    ),
  }));
  return (
    <div className={classes.chart} aria-hidden="true">
      <ResponsiveContainer width="100%" height={300}>
        <LineChart
          data={rows}
          margin={{ top: 12, right: 16, bottom: 4, left: 0 }}
          accessibilityLayer={false}
        >
          <CartesianGrid stroke="var(--line)" vertical={false} />
          <XAxis {...AXIS} dataKey="day" />
          <YAxis
            {...AXIS}
            domain={[0, "auto"]}
            tickFormatter={formatPercent}
            width={52}
          />
          <Legend wrapperStyle={{ fontSize: 13 }} />
          {lines.map((line, index) => (
            <Line
              key={formatLineName(line)}
              dataKey={formatLineName(line)}
              stroke={COLOURS[index % COLOURS.length]}
              strokeDasharray={DASHES[index % DASHES.length]}
              strokeWidth={2}
              dot={{ r: 3 }}
              isAnimationActive={false}
            />
          ))}
        </LineChart>
      </ResponsiveContainer>
    </div>
  );
};

export const TrendChart = ({ runs }: { runs: QualityTrend[] }) => {
  const lines = toTrendLines(runs);
  return (
    <section className={classes.section} aria-labelledby="trend">
      <h2 id="trend">Trend over evaluations</h2>
      <p className={classes.meaning}>
        {runs.length > 1
          ? "Segue's own metrics. Only evaluations of the same data can be compared."
          : "This is the only evaluation so far; run `segue evaluate` again to see a trend."}
      </p>
      {runs.length > 1 && <Chart runs={runs} lines={lines} />}
      <div className={classes.scroll}>
        <table className={tables.table}>
          <caption>Evaluations, newest first</caption>
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">Data</th>
              {lines.map((line) => (
                <th key={formatLineName(line)} scope="col" className={tables.number}>
                  {formatLineName(line)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {runs.map((run, row) => (
              <tr key={run.run_id}>
                <th scope="row">
                  <Link to="/quality" search={{ run_id: run.run_id }}>
                    {formatDateTime(run.evaluated_at)}
                  </Link>
                </th>
                <td>
                  <code>{run.data_version.slice(0, 8)}</code>
                </td>
                {lines.map((line) => {
                  const value = line.values.at(-1 - row);
                  return (
                    <td key={formatLineName(line)} className={tables.number}>
                      {typeof value === "number"
                        ? formatMetricValue(value, getMetricLabel(line.metric))
                        : "–"}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
};
