/** A section of recommendations: title, legend, controls and rows, or why there are none. */
import { Skeleton } from "@mantine/core";
import type { QueryKey, UseQueryOptions } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Announcement } from "@/components/Announcement";
import { QueryView } from "@/components/QueryView";
import { useRowFocusRecovery } from "@/components/useRowFocusRecovery";
import type { Recommendation, TrackSummary } from "@/lib/api-types";
import type { Problem } from "@/lib/http";
import { Legend } from "./ContributionBar";
import { RecommendationRow } from "./RecommendationRow";
import classes from "./Recommendations.module.css";

const LoadingSkeleton = ({ number }: { number: number }) => (
  <ol className={classes.list}>
    {Array.from({ length: number }, (_, position) => `place ${position}`).map(
      (position) => (
        <li key={position} className={classes.row}>
          <span className={classes.rank} />
          <Skeleton className={classes.cover} style={{ aspectRatio: 1 }} />
          <div className={classes.summary}>
            <Skeleton height={17} width="45%" my={3} />
            <Skeleton height={14} width="60%" mt={8} mb={4} />
            <Skeleton height={14} width="75%" mt={13} mb={4} />
          </div>
          <div className={classes.foot}>
            <Skeleton height={6} width={144} my={9} />
          </div>
        </li>
      ),
    )}
  </ol>
);

interface RowsProps {
  rows: Recommendation[];
  actions: (track: TrackSummary) => ReactNode;
}

const Rows = ({ rows, actions }: RowsProps) => {
  const ids = rows.map((row) => row.track.track_id);
  const list = useRowFocusRecovery<HTMLOListElement>(ids);
  const bestScore = Math.max(...rows.map((row) => row.score));
  return (
    <ol ref={list} className={classes.list}>
      {rows.map((row, index) => (
        <RecommendationRow
          key={row.track.track_id}
          position={index + 1}
          row={row}
          bestScore={bestScore}
          actions={actions(row.track)}
        />
      ))}
    </ol>
  );
};

interface List {
  items: Recommendation[];
  shortfall_reason: string | null;
}

export interface ListProps {
  /** Rejected rows are hidden at once, before the list is refetched. */
  isRejected: (track: TrackSummary) => boolean;
  actions: (track: TrackSummary) => ReactNode;
}

interface RecommendationSectionProps<Data extends List, Key extends QueryKey>
  extends ListProps {
  title: string;
  controls: ReactNode;
  query: UseQueryOptions<Data, Problem, Data, Key>;
  /** Number of requested rows; if there are fewer, the reason is shown. */
  number: number;
  renderEmpty: (list: Data) => ReactNode;
  announce: (number_of_rows: number, list: Data) => string;
}

export const RecommendationSection = <Data extends List, Key extends QueryKey>({
  title,
  controls,
  query,
  number,
  isRejected,
  actions,
  renderEmpty,
  announce,
}: RecommendationSectionProps<Data, Key>) => (
  <section aria-labelledby="recommendations">
    <div className={classes.heading}>
      <h2 id="recommendations">{title}</h2>
      <Legend />
    </div>
    {controls}
    <QueryView query={query} loading={<LoadingSkeleton number={number} />}>
      {(list) => {
        const allowed = list.items.filter((row) => !isRejected(row.track));
        const rows = allowed.slice(0, number);
        if (rows.length === 0) return renderEmpty(list);
        return (
          <>
            <Announcement text={announce(rows.length, list)} />
            <Rows rows={rows} actions={actions} />
            {rows.length < number && list.shortfall_reason && (
              <p className={classes.shortfall}>{list.shortfall_reason}</p>
            )}
          </>
        );
      }}
    </QueryView>
  </section>
);
