/** Scatter chart of precision and coverage, one point per method. */
import {
  CartesianGrid,
  LabelList,
  ResponsiveContainer,
  Scatter,
  ScatterChart,
  XAxis,
  YAxis,
} from "recharts";
import { formatPercent } from "@/lib/format";
import { formatMetricValue, getMethodLabel, getMetricLabel, SEGUE } from "./labels";
import type { ScatterPoint } from "./metric-values";
import classes from "./Quality.module.css";
import tables from "./Table.module.css";

const TICK = { fill: "var(--ink-2)", fontSize: 13 };
/** Properties of both axes. */
const AXIS = {
  type: "number",
  tick: TICK,
  tickFormatter: formatPercent,
  stroke: "var(--line-strong)",
} as const;

const Points = ({ points, isSegue }: { points: ScatterPoint[]; isSegue: boolean }) => (
  <Scatter
    data={points.map((each) => ({ ...each, name: getMethodLabel(each.method).name }))}
    fill={isSegue ? "var(--accent)" : "var(--contribution-popularity)"}
    shape={isSegue ? "diamond" : "circle"}
    isAnimationActive={false}
  >
    <LabelList
      dataKey="name"
      content={({ x, y, value }) => (
        <text
          x={Number(x) + 4}
          y={Number(y) - 7}
          textAnchor="middle"
          fontSize={13}
          fontWeight={isSegue ? 650 : 400}
          fill={isSegue ? "var(--accent)" : "var(--ink-2)"}
        >
          {value}
        </text>
      )}
    />
  </Scatter>
);

const Chart = ({ points }: { points: ScatterPoint[] }) => (
  <div className={classes.chart} aria-hidden="true">
    <ResponsiveContainer width="100%" height={300}>
      <ScatterChart
        margin={{ top: 26, right: 40, bottom: 22, left: 0 }}
        accessibilityLayer={false}
      >
        <CartesianGrid stroke="var(--line)" />
        <XAxis
          {...AXIS}
          dataKey={(point: ScatterPoint) => point.coverage}
          domain={[0, 1]}
          label={{ value: "relative coverage", position: "bottom", offset: 2, ...TICK }}
        />
        <YAxis
          {...AXIS}
          dataKey={(point: ScatterPoint) => point.precision}
          domain={[0, "auto"]}
          width={52}
        />
        <Points
          points={points.filter(({ method }) => method !== SEGUE)}
          isSegue={false}
        />
        <Points points={points.filter(({ method }) => method === SEGUE)} isSegue />
      </ScatterChart>
    </ResponsiveContainer>
  </div>
);

export const CoverageChart = ({ points }: { points: ScatterPoint[] }) => (
  <section className={classes.section} aria-labelledby="coverage">
    <h2 id="coverage">Precision and coverage</h2>
    <p className={classes.meaning}>
      Recommending the same popular songs to everybody gives many hits and nothing new.
      Higher is more precise, further right covers more of the catalogue: the best
      method is at the top right.
    </p>
    <Chart points={points} />
    <table className={tables.table}>
      <caption>Precision and coverage, in numbers</caption>
      <thead>
        <tr>
          <th scope="col">Method</th>
          <th scope="col" className={tables.number}>
            Precision at 10
          </th>
          <th scope="col" className={tables.number}>
            Relative coverage
          </th>
        </tr>
      </thead>
      <tbody>
        {points
          .toSorted((one, other) => other.precision - one.precision)
          .map(({ method, precision, coverage }) => (
            <tr key={method} data-segue={method === SEGUE || undefined}>
              <th scope="row">{getMethodLabel(method).name}</th>
              <td className={tables.number}>
                {formatMetricValue(precision, getMetricLabel("precision_at_10"))}
              </td>
              <td className={tables.number}>
                {formatMetricValue(coverage, getMetricLabel("relative_coverage"))}
              </td>
            </tr>
          ))}
      </tbody>
    </table>
  </section>
);
