/** The page of one song: its details, ten recommendations, and more by its artist. */

import { useQuery } from "@tanstack/react-query";
import { PlayButton } from "@/features/listen/PlayButton";
import { TrackRecommendations } from "@/features/recommendations/TrackRecommendations";
import type { Tuning } from "@/features/recommendations/tuning";
import { MoreByArtist } from "@/features/tracks/MoreByArtist";
import { TrackHeader } from "@/features/tracks/TrackHeader";
import { formatTitle } from "@/lib/format";
import { trackQuery } from "@/lib/track-query";
import classes from "./Pages.module.css";
import { useListProps } from "./useListProps";

interface TrackPageProps {
  track_id: string;
  tuning: Tuning;
  onTune: (tuning: Tuning) => void;
}

export const TrackPage = ({ track_id, tuning, onTune }: TrackPageProps) => {
  const listProps = useListProps();
  // Show one error instead of two: an unknown song has no recommendations either.
  const { data: track, isLoadingError } = useQuery(trackQuery(track_id));
  return (
    <div className={isLoadingError ? classes.narrow : classes.track}>
      <div className={classes.aside}>
        <TrackHeader
          key={track_id}
          track_id={track_id}
          actions={(song) => (
            <>
              {listProps.actions(song)}
              <PlayButton name={formatTitle(song)} tracks={[song]} />
            </>
          )}
        />
      </div>
      {!isLoadingError && (
        <div className={classes.lists}>
          <TrackRecommendations
            {...listProps}
            key={track_id}
            track_id={track_id}
            tuning={tuning}
            onTune={onTune}
          />
          {track && (
            <MoreByArtist
              track={track}
              isRejected={(song) => listProps.rejectedAs(song) !== null}
            />
          )}
        </div>
      )}
    </div>
  );
};
