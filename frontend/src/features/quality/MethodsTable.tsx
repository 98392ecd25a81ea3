/** Table of all methods for one metric and stratum, with a bar chart as middle column. */
import type { MetricValue } from "@/lib/api-types";
import {
  formatMetricValue,
  getMethodLabel,
  getStratumLabel,
  type Metric,
  SEGUE,
} from "./labels";
import styles from "./MethodsTable.module.css";
import { findAxisMaximum, type Group } from "./metric-values";
import classes from "./Quality.module.css";
import tables from "./Table.module.css";

const ValueBar = ({
  metricValue,
  axisMaximum,
}: {
  metricValue: MetricValue;
  axisMaximum: number;
}) => {
  const { value, lower, upper } = metricValue;
  return (
    <span aria-hidden="true" className={styles.rail}>
      <span
        className={styles.bar}
        style={{ "--share": Math.max(value, 0) / axisMaximum }}
      />
      {lower !== null && upper !== null && (
        <span
          className={styles.interval}
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
      <td className={styles.chartCell}>
        <ValueBar metricValue={metricValue} axisMaximum={axisMaximum} />
      </td>
      <td className={tables.number}>
        {formatMetricValue(value, metric)}
        {lower !== null && upper !== null && (
          <span className={styles.range}>
            {formatMetricValue(lower, metric)} to {formatMetricValue(upper, metric)}
          </span>
        )}
      </td>
      <td className={styles.verdict}>{is_better ? VERDICTS[is_better] : "–"}</td>
    </tr>
  );
};

export const MethodsTable = ({ group, metric }: { group: Group; metric: Metric }) => {
  const { name, meaning } = getStratumLabel(group.stratum);
  const axisMaximum = findAxisMaximum(group.values);
  return (
    <section className={styles.card} aria-label={name}>
      <h3>{name}</h3>
      <p className={classes.meaning}>
        {meaning} {group.number_of_queries.toLocaleString("en-GB")}{" "}
        {group.stratum === "lists" ? "lists" : "queries"}.
      </p>
      <table className={tables.table}>
        <caption>
          {metric.name}:{" "}
          {metric.is_higher_better ? "higher is better" : "lower is better"}
        </caption>
        <thead>
          <tr>
            <th scope="col">Method</th>
            <th scope="col" className={styles.chartCell}>
              <span aria-hidden="true" />
            </th>
            <th scope="col" className={tables.number}>
              Value <span className={styles.range}>95% interval</span>
            </th>
            <th scope="col" className={styles.verdict}>
              vs. Segue
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
