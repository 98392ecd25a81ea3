/** Table of all methods for one metric and stratum, with a bar chart as middle column. */
import type { MetricValue } from "@/lib/api-types";
import {
  formatMetricValue,
  getMethodLabel,
  getStratumLabel,
  type Metric,
  SEGUE,
} from "./labels";
import { findAxisMaximum, type Group } from "./metric-values";
import classes from "./Quality.module.css";

const ValueBar = ({
  metricValue,
  axisMaximum,
}: {
  metricValue: MetricValue;
  axisMaximum: number;
}) => {
  const { value, lower, upper } = metricValue;
  return (
    <span aria-hidden="true" className={classes.rail}>
      <span
        className={classes.bar}
        style={{ "--share": Math.max(value, 0) / axisMaximum }}
      />
      {lower !== null && upper !== null && (
        <span
          className={classes.interval}
          style={{
            "--from": Math.max(lower, 0) / axisMaximum,
            "--to": Math.min(upper / axisMaximum, 1),
          }}
        />
      )}
    </span>
  );
};

const VERDICTS = {
  yes: "better",
  no: "worse",
  undecided: "undecided",
} as const;

const Row = ({
  metricValue,
  metric,
  axisMaximum,
}: {
  metricValue: MetricValue;
  metric: Metric;
  axisMaximum: number;
}) => {
  const { method, value, lower, upper, is_better } = metricValue;
  return (
    <tr data-segue={method === SEGUE || undefined}>
      <th scope="row" title={getMethodLabel(method).meaning}>
        {getMethodLabel(method).name}
      </th>
      <td className={classes.chartCell}>
        <ValueBar metricValue={metricValue} axisMaximum={axisMaximum} />
      </td>
      <td className={classes.number}>
        {formatMetricValue(value, metric)}
        {lower !== null && upper !== null && (
          <span className={classes.range}>
            {formatMetricValue(lower, metric)} to {formatMetricValue(upper, metric)}
          </span>
        )}
      </td>
      <td className={classes.verdict}>{is_better ? VERDICTS[is_better] : "–"}</td>
    </tr>
  );
};

export const MethodsTable = ({ group, metric }: { group: Group; metric: Metric }) => {
  const { name, meaning } = getStratumLabel(group.stratum);
  const axisMaximum = findAxisMaximum(group.values);
  return (
    <section className={classes.card} aria-label={name}>
      <h3>{name}</h3>
      <p className={classes.meaning}>
        {meaning} {group.number_of_queries.toLocaleString("en-GB")}{" "}
        {group.stratum === "lists" ? "lists" : "queries"}.
      </p>
      <table className={classes.table}>
        <caption>
          {metric.name}:{" "}
          {metric.is_higher_better ? "higher is better" : "lower is better"}
        </caption>
        <thead>
          <tr>
            <th scope="col">Method</th>
            <th scope="col" className={classes.chartCell}>
              <span aria-hidden="true" />
            </th>
            <th scope="col" className={classes.number}>
              Value <span className={classes.range}>95% interval</span>
            </th>
            <th scope="col" className={classes.verdict}>
              Compared with Segue
            </th>
          </tr>
        </thead>
        <tbody>
          {group.values.map((metricValue) => (
            <Row
              key={metricValue.method}
              metricValue={metricValue}
              metric={metric}
              axisMaximum={axisMaximum}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
};
