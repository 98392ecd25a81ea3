/** The bar that plays, with the verdict buttons of its song. */
import { VerdictButtons } from "@/features/feedback/VerdictButtons";
import { PlayerBar } from "@/features/listen/PlayerBar";

export const PlayerWithVerdicts = () => (
  <PlayerBar actions={(track) => <VerdictButtons track={track} />} />
);
