/** One song and the ten that follow from it, with a verdict on each. */

import { useVerdicts } from "@/features/feedback/useVerdicts";
import { VerdictButtons } from "@/features/feedback/VerdictButtons";
import { Recommendations } from "@/features/recommendations/Recommendations";
import { TrackHeader } from "@/features/tracks/TrackHeader";
import classes from "./Pages.module.css";

export const TrackPage = ({ track_id }: { track_id: string }) => {
  const { isTurnedDown } = useVerdicts();
  return (
    <div className={classes.track}>
      <div className={classes.aside}>
        <TrackHeader key={track_id} track_id={track_id} />
      </div>
      <Recommendations
        key={track_id}
        track_id={track_id}
        isTurnedDown={isTurnedDown}
        actions={(track) => <VerdictButtons track={track} />}
      />
    </div>
  );
};
