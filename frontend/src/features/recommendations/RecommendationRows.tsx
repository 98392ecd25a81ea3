/** The rows of any list of recommendations, and the reason if it is short. */
import { Skeleton } from "@mantine/core";
import { type ReactNode, useRef } from "react";
import { Announcement } from "@/components/Announcement";
import { useRowFocusRecovery } from "@/components/useRowFocusRecovery";
import type { Recommendation, TrackSummary } from "@/lib/api-types";
import { RecommendationRow } from "./RecommendationRow";
import classes from "./Recommendations.module.css";

export const LoadingSkeleton = ({ number }: { number: number }) => (
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

interface RecommendationRowsProps {
  rows: Recommendation[];
  /** Number of requested rows; if there are fewer, the reason is shown. */
  number: number;
  shortfall_reason: string | null;
  announcement: string;
  actions: (track: TrackSummary) => ReactNode;
}

export const RecommendationRows = ({
  rows,
  number,
  shortfall_reason,
  announcement,
  actions,
}: RecommendationRowsProps) => {
  const element = useRef<HTMLOListElement>(null);
  useRowFocusRecovery(
    element,
    rows.map((row) => row.track.track_id),
  );
  const bestScore = Math.max(...rows.map((row) => row.score));
  return (
    <>
      <Announcement text={announcement} />
      <ol ref={element} className={classes.list}>
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
      {rows.length < number && shortfall_reason && (
        <p className={classes.shortfall}>{shortfall_reason}</p>
      )}
    </>
  );
};
