/** The feedback in a list of recommendations: which tracks are rejected, and the verdict buttons. */
import { useBlockedArtists } from "@/features/feedback/useBlockedArtists";
import { useVerdicts } from "@/features/feedback/useVerdicts";
import { VerdictButtons } from "@/features/feedback/VerdictButtons";
import { VERDICT_LABELS } from "@/features/feedback/verdict-labels";
import type { ListProps } from "@/features/recommendations/HeldList";

export const useListProps = (): ListProps => {
  const { getVerdict } = useVerdicts();
  const { isByBlockedArtist } = useBlockedArtists();
  return {
    rejectedAs: (track) => {
      const verdict = getVerdict(track.track_id);
      if (verdict === "dislike" || verdict === "never") return VERDICT_LABELS[verdict];
      return isByBlockedArtist(track) ? "Blocked artist" : null;
    },
    actions: (track) => <VerdictButtons track={track} />,
  };
};
