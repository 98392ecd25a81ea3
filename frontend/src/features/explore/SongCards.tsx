/** Songs as a grid of cards. */
import type { QueryKey, UseQueryOptions } from "@tanstack/react-query";
import { QueryView } from "@/components/QueryView";
import { TrackGrid, TrackGridSkeleton } from "@/components/TrackGrid";
import type { TrackSummary } from "@/lib/api-types";
import { formatArtists } from "@/lib/format";
import type { Problem } from "@/lib/http";

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
  <QueryView query={query} loading={<TrackGridSkeleton number={6} />} empty={empty}>
    {(tracks) => <TrackGrid tracks={tracks} detail={detail} />}
  </QueryView>
);
