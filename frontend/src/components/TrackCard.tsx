/** One song as a card: its cover, its title and one line of detail, linked to its page. */
import { Skeleton } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Cover } from "@/components/Cover";
import type { TrackSummary } from "@/lib/api-types";
import { formatTitle } from "@/lib/format";
import classes from "./TrackCard.module.css";

interface TrackCardProps {
  track: TrackSummary;
  detail: string;
  /** Whether the cover is loaded before it is scrolled to. */
  eager?: boolean;
}

export const TrackCard = ({ track, detail, eager = false }: TrackCardProps) => (
  <Link
    to="/tracks/$track_id"
    params={{ track_id: track.track_id }}
    className={classes.card}
  >
    <Cover track={track} size="medium" eager={eager} />
    <span className={classes.title} title={formatTitle(track)}>
      {formatTitle(track)}
    </span>
    <span className={classes.detail}>{detail}</span>
  </Link>
);

export const TrackCardSkeleton = () => (
  <>
    <Skeleton className={classes.skeleton} />
    <Skeleton height={14} mt={12} width="80%" />
    <Skeleton height={12} mt={9} width="50%" />
  </>
);
