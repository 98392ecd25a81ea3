/** Songs as a grid of cards, and its skeleton. */
import type { TrackSummary } from "@/lib/api-types";
import { TrackCard, TrackCardSkeleton } from "./TrackCard";
import classes from "./TrackGrid.module.css";

interface TrackGridProps {
  tracks: readonly TrackSummary[];
  detail: (track: TrackSummary) => string;
  /** By default as many columns as fit. */
  className?: string | undefined;
  /** Load the covers at once: the first ones of a page. */
  eager?: boolean;
}

export const TrackGrid = ({
  tracks,
  detail,
  className = classes.grid,
  eager,
}: TrackGridProps) => (
  <ul className={className}>
    {tracks.map((track) => (
      <li key={track.track_id}>
        <TrackCard track={track} detail={detail(track)} eager={eager ?? false} />
      </li>
    ))}
  </ul>
);

interface SkeletonProps {
  number: number;
  /** By default as many columns as fit. */
  className?: string | undefined;
}

export const TrackGridSkeleton = ({
  number,
  className = classes.grid,
}: SkeletonProps) => (
  <ul className={className}>
    {Array.from({ length: number }, (_, position) => `place ${position}`).map(
      (place) => (
        <li key={place}>
          <TrackCardSkeleton />
        </li>
      ),
    )}
  </ul>
);
