/** The page of one song: its details and ten recommendations with verdict buttons. */

import { useQuery } from "@tanstack/react-query";
import { useBlockedArtists } from "@/features/feedback/useBlockedArtists";
import { useVerdicts } from "@/features/feedback/useVerdicts";
import { VerdictButtons } from "@/features/feedback/VerdictButtons";
import { TrackRecommendations } from "@/features/recommendations/TrackRecommendations";
import type { Tuning } from "@/features/recommendations/tuning";
import { trackQuery } from "@/features/tracks/queries";
import { TrackHeader } from "@/features/tracks/TrackHeader";
import classes from "./Pages.module.css";

interface TrackPageProps {
  track_id: string;
  tuning: Tuning;
  onTune: (tuning: Tuning) => void;
}

export const TrackPage = ({ track_id, tuning, onTune }: TrackPageProps) => {
  const { isRejected } = useVerdicts();
  const { isByBlockedArtist } = useBlockedArtists();
  // Show one error instead of two: an unknown song has no recommendations either.
  const { isLoadingError } = useQuery(trackQuery(track_id));
  return (
    <div className={isLoadingError ? classes.narrow : classes.track}>
      <div className={classes.aside}>
        <TrackHeader key={track_id} track_id={track_id} />
      </div>
      {!isLoadingError && (
        <TrackRecommendations
          key={track_id}
          track_id={track_id}
          tuning={tuning}
          onTune={onTune}
          isRejected={(track) => isRejected(track.track_id) || isByBlockedArtist(track)}
          actions={(track) => <VerdictButtons track={track} />}
        />
      )}
    </div>
  );
};
