/** Precision beside variety, a point per method: up is more hits, right is more different songs. */
import {
  CartesianGrid,
  LabelList,
  ResponsiveContainer,
  Scatter,
  ScatterChart,
  XAxis,
  YAxis,
} from "recharts";
import type { Point } from "./figures";
import classes from "./Quality.module.css";
import { inNumbers, methodOf, metricOf, OURS } from "./words";

const TICK = { fill: "var(--ink-2)", fontSize: 13 };
const inPercent = (value: number): string => `${Math.round(100 * value)}%`;

const Dots = ({ points, ours }: { points: Point[]; ours: boolean }) => (
  <Scatter
    data={points.map((point) => ({ ...point, name: methodOf(point.method).name }))}
    fill={ours ? "var(--accent)" : "var(--part-prior)"}
    shape={ours ? "diamond" : "circle"}
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
          fontWeight={ours ? 650 : 400}
          fill={ours ? "var(--accent)" : "var(--ink-2)"}
        >
          {value}
        </text>
      )}
    />
  </Scatter>
);

const Chart = ({ points }: { points: Point[] }) => (
  <div className={classes.chart} aria-hidden="true">
    <ResponsiveContainer width="100%" height={300}>
      <ScatterChart
        margin={{ top: 26, right: 40, bottom: 22, left: 0 }}
        accessibilityLayer={false}
      >
        <CartesianGrid stroke="var(--line)" />
        <XAxis
          type="number"
          dataKey="variety"
          domain={[0, 1]}
          tick={TICK}
          tickFormatter={inPercent}
          stroke="var(--line-strong)"
          label={{
            value: "of the catalogue in some list",
            position: "bottom",
            offset: 2,
            ...TICK,
          }}
        />
        <YAxis
          type="number"
          dataKey="precision"
          domain={[0, "auto"]}
          tick={TICK}
          tickFormatter={inPercent}
          stroke="var(--line-strong)"
          width={52}
        />
        <Dots points={points.filter(({ method }) => method !== OURS)} ours={false} />
        <Dots points={points.filter(({ method }) => method === OURS)} ours />
      </ScatterChart>
    </ResponsiveContainer>
  </div>
);

export const VarietyChart = ({ points }: { points: Point[] }) => (
  <section className={classes.part} aria-labelledby="variety">
    <h2 id="variety">Hits beside variety</h2>
    <p className={classes.meaning}>
      The same popular songs for everybody are often right, and nobody finds anything
      new. Up is more hits among ten, right is more different songs: the corner at the
      top right is the place to be.
    </p>
    <Chart points={points} />
    <table className={classes.table}>
      <caption>Hits beside variety, in numbers</caption>
      <thead>
        <tr>
          <th scope="col">Method</th>
          <th scope="col" className={classes.number}>
            Hits among ten
          </th>
          <th scope="col" className={classes.number}>
            Coverage
          </th>
        </tr>
      </thead>
      <tbody>
        {points
          .toSorted((one, other) => other.precision - one.precision)
          .map(({ method, precision, variety }) => (
            <tr key={method} data-ours={method === OURS || undefined}>
              <th scope="row">{methodOf(method).name}</th>
              <td className={classes.number}>
                {inNumbers(precision, metricOf("precision_at_10"))}
              </td>
              <td className={classes.number}>
                {inNumbers(variety, metricOf("coverage"))}
              </td>
            </tr>
          ))}
      </tbody>
    </table>
  </section>
);
