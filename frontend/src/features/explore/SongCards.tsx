/** Songs as a grid of cards. */
import type { QueryKey, UseQueryOptions } from "@tanstack/react-query";
import { QueryView } from "@/components/QueryView";
import { TrackCard, TrackCardSkeleton } from "@/components/TrackCard";
import type { TrackSummary } from "@/lib/api-types";
import { formatArtists } from "@/lib/format";
import type { Problem } from "@/lib/http";
import classes from "./SongCards.module.css";

const PLACES = Array.from({ length: 6 }, (_, position) => `place ${position}`);

const LoadingSkeleton = () => (
  <ul className={classes.grid}>
    {PLACES.map((position) => (
      <li key={position}>
        <TrackCardSkeleton />
      </li>
    ))}
  </ul>
);

interface SongCardsProps<Key extends QueryKey> {
  query: UseQueryOptions<TrackSummary[], Problem, TrackSummary[], Key>;
  empty: string;
  detail?: (track: TrackSummary) => string;
}

export const SongCards = <Key extends QueryKey>({
  query,
  empty,
  detail = formatArtists,
}: SongCardsProps<Key>) => (
  <QueryView query={query} loading={<LoadingSkeleton />} empty={empty}>
    {(tracks) => (
      <ul className={classes.grid}>
        {tracks.map((track) => (
          <li key={track.track_id}>
            <TrackCard track={track} detail={detail(track)} />
          </li>
        ))}
      </ul>
    )}
  </QueryView>
);
