/** What the app adds to a list of recommendations: verdicts, the player, and the way out. */
import { useBlockedArtists } from "@/features/feedback/useBlockedArtists";
import { useVerdicts } from "@/features/feedback/useVerdicts";
import { VerdictButtons } from "@/features/feedback/VerdictButtons";
import { VERDICT_LABELS } from "@/features/feedback/verdict-labels";
import { PlayButton } from "@/features/listen/PlayButton";
import type { ListProps } from "@/features/recommendations/HeldList";
import { ListActions } from "./ListActions";

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
    play: (list, position) => <PlayButton {...list} position={position} />,
    listActions: (list) => <ListActions {...list} />,
  };
};
