/** Songs as a grid of cards, and its skeleton. */
import type { TrackSummary } from "@/lib/api-types";
import { TrackCard, TrackCardSkeleton } from "./TrackCard";

interface TrackGridProps {
  tracks: readonly TrackSummary[];
  detail: (track: TrackSummary) => string;
  className: string | undefined;
  /** Load the covers at once: the first ones of a page. */
  eager?: boolean;
}

export const TrackGrid = ({ tracks, detail, className, eager }: TrackGridProps) => (
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
  className: string | undefined;
}

export const TrackGridSkeleton = ({ number, className }: SkeletonProps) => (
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
