/** How every method does on one kind of question: a table whose middle column is the chart. */
import type { QualityFigure } from "@/lib/answers";
import { type Group, reachOf } from "./figures";
import classes from "./Quality.module.css";
import { inNumbers, type Metric, methodOf, OURS, stratumOf } from "./words";

const Bar = ({ figure, reach }: { figure: QualityFigure; reach: number }) => {
  const { value, lower, upper } = figure;
  return (
    <span aria-hidden="true" className={classes.rail}>
      <span className={classes.bar} style={{ "--share": Math.max(value, 0) / reach }} />
      {lower !== null && upper !== null && (
        <span
          className={classes.interval}
          style={{
            "--from": Math.max(lower, 0) / reach,
            "--to": Math.min(upper / reach, 1),
          }}
        />
      )}
    </span>
  );
};

const VERDICTS = {
  yes: "better",
  no: "worse",
  undecided: "not sure",
} as const;

const Row = ({
  figure,
  metric,
  reach,
}: {
  figure: QualityFigure;
  metric: Metric;
  reach: number;
}) => {
  const { method, value, lower, upper, is_better } = figure;
  return (
    <tr data-ours={method === OURS || undefined}>
      <th scope="row" title={methodOf(method).meaning}>
        {methodOf(method).name}
      </th>
      <td className={classes.drawn}>
        <Bar figure={figure} reach={reach} />
      </td>
      <td className={classes.number}>
        {inNumbers(value, metric)}
        {lower !== null && upper !== null && (
          <span className={classes.range}>
            {inNumbers(lower, metric)} to {inNumbers(upper, metric)}
          </span>
        )}
      </td>
      <td className={classes.verdict}>{is_better ? VERDICTS[is_better] : "–"}</td>
    </tr>
  );
};

export const MethodsTable = ({ group, metric }: { group: Group; metric: Metric }) => {
  const { name, meaning } = stratumOf(group.stratum);
  const reach = reachOf(group.figures);
  return (
    <section className={classes.card} aria-label={name}>
      <h3>{name}</h3>
      <p className={classes.meaning}>
        {meaning} {group.number_of_queries.toLocaleString("en-GB")}{" "}
        {group.stratum === "lists" ? "lists" : "questions"}.
      </p>
      <table className={classes.table}>
        <caption>
          {metric.name}: {metric.is_higher_better ? "more is better" : "less is better"}
        </caption>
        <thead>
          <tr>
            <th scope="col">Method</th>
            <th scope="col" className={classes.drawn}>
              <span aria-hidden="true" />
            </th>
            <th scope="col" className={classes.number}>
              Value <span className={classes.range}>95% interval</span>
            </th>
            <th scope="col" className={classes.verdict}>
              Than Segue
            </th>
          </tr>
        </thead>
        <tbody>
          {group.figures.map((figure) => (
            <Row key={figure.method} figure={figure} metric={metric} reach={reach} />
          ))}
        </tbody>
      </table>
    </section>
  );
};
