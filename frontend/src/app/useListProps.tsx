/** The feedback in a list of recommendations: which tracks are hidden, and the verdict buttons. */
import { useBlockedArtists } from "@/features/feedback/useBlockedArtists";
import { useVerdicts } from "@/features/feedback/useVerdicts";
import { VerdictButtons } from "@/features/feedback/VerdictButtons";
import type { ListProps } from "@/features/recommendations/RecommendationSection";

export const useListProps = (): ListProps => {
  const { isRejected } = useVerdicts();
  const { isByBlockedArtist } = useBlockedArtists();
  return {
    isRejected: (track) => isRejected(track.track_id) || isByBlockedArtist(track),
    actions: (track) => <VerdictButtons track={track} />,
  };
};
