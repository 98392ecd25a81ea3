/** The quality report: summary, comparison of methods, definitions and trend. */
import { NativeSelect, Skeleton } from "@mantine/core";
import { useState } from "react";
import { QueryView } from "@/components/QueryView";
import type { Quality } from "@/lib/api-types";
import { CoverageChart } from "./CoverageChart";
import { formatMetricValue, getMethodLabel, getMetricLabel } from "./labels";
import { MethodsTable } from "./MethodsTable";
import {
  compareWithBest,
  groupByStratum,
  listMetrics,
  toScatterPoints,
} from "./metric-values";
import classes from "./Quality.module.css";
import { qualityQuery } from "./queries";
import { formatDateTime, TrendChart } from "./TrendChart";

const LoadingSkeleton = () => (
  <>
    <Skeleton height={18} width="70%" my={10} />
    <Skeleton height={36} width={280} my={20} />
    <Skeleton height={260} my={20} />
    <Skeleton height={260} my={20} />
  </>
);

const Summary = ({ quality }: { quality: Quality }) => {
  const summary = compareWithBest(quality);
  const { run } = quality;
  const metric = getMetricLabel("precision_at_10");
  return (
    <>
      {summary && (
        <p className={classes.summary}>
          <strong>{formatMetricValue(summary.ours.value, metric)}</strong> of the songs
          that Segue recommends are in the playlist that the query song was taken from.
          The best baseline, {getMethodLabel(summary.best.method).name}, reaches{" "}
          <strong>{formatMetricValue(summary.best.value, metric)}</strong>.
        </p>
      )}
      {run && (
        <dl className={classes.facts}>
          <div>
            <dt>Measured</dt>
            <dd>
              <time dateTime={run.evaluated_at}>
                {formatDateTime(run.evaluated_at)}
              </time>
            </dd>
          </div>
          {Object.entries({
            Data: run.data_version,
            Model: run.model_version,
            Code: run.code_version,
          }).map(([name, version]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <code title={version}>{version.slice(0, 12)}</code>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
};

const MetricDefinitions = ({ metrics }: { metrics: string[] }) => (
  <section className={classes.section} aria-labelledby="definitions">
    <h2 id="definitions">Definitions of the metrics</h2>
    <dl className={classes.definitions}>
      {metrics.map((key) => {
        const { name, meaning, is_higher_better } = getMetricLabel(key);
        return (
          <div key={key}>
            <dt>{name}</dt>
            <dd>
              {meaning} {is_higher_better ? "Higher is better." : "Lower is better."}
            </dd>
          </div>
        );
      })}
    </dl>
  </section>
);

const Filled = ({ quality }: { quality: Quality }) => {
  const metrics = listMetrics(quality.items);
  const [selected, setSelected] = useState(metrics[0] ?? "");
  const key = metrics.includes(selected) ? selected : (metrics[0] ?? "");
  const metric = getMetricLabel(key);
  const points = toScatterPoints(quality.items);
  return (
    <>
      <Summary quality={quality} />
      <section className={classes.section} aria-labelledby="methods">
        <h2 id="methods">Methods compared</h2>
        <NativeSelect
          label="Metric"
          description={metric.meaning}
          className={classes.metric}
          styles={{ wrapper: { maxWidth: "18rem" } }}
          value={key}
          onChange={(event) => setSelected(event.currentTarget.value)}
          data={metrics.map((each) => ({
            value: each,
            label: getMetricLabel(each).name,
          }))}
        />
        <div className={classes.cards}>
          {groupByStratum(quality.items, key).map((group) => (
            <MethodsTable key={group.stratum} group={group} metric={metric} />
          ))}
        </div>
      </section>
      {points.length > 0 && <CoverageChart points={points} />}
      <MetricDefinitions metrics={metrics} />
      <TrendChart runs={quality.runs} />
    </>
  );
};

export const QualityReport = ({ run_id }: { run_id?: string }) => (
  <QueryView query={qualityQuery(run_id)} loading={<LoadingSkeleton />}>
    {(quality) =>
      quality.run ? (
        <Filled quality={quality} />
      ) : (
        <p className={classes.emptyMessage}>{quality.empty_reason}</p>
      )
    }
  </QueryView>
);
