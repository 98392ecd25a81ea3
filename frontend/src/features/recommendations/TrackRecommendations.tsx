/** The ten recommendations for one song, without those the listener rejected. */
import type { ReactNode } from "react";
import { QueryView } from "@/components/QueryView";
import type {
  Recommendation,
  TrackRecommendationList,
  TrackSummary,
} from "@/lib/api-types";
import { formatCount, formatTrackName } from "@/lib/format";
import { Legend } from "./ContributionBar";
import { NUMBER_PER_TRACK, recommendationsQuery } from "./queries";
import { LoadingSkeleton, RecommendationRows } from "./RecommendationRows";
import classes from "./Recommendations.module.css";
import { TuningControls } from "./TuningControls";
import type { Tuning } from "./tuning";

const EMPTY_MESSAGE =
  "No recommendations for this song yet: it has neither audio features nor playlists.";

interface TrackRecommendationsProps {
  track_id: string;
  tuning?: Tuning;
  onTune: (tuning: Tuning) => void;
  isRejected: (track: TrackSummary) => boolean;
  actions: (track: TrackSummary) => ReactNode;
}

export const TrackRecommendations = ({
  track_id,
  tuning = {},
  onTune,
  isRejected,
  actions,
}: TrackRecommendationsProps) => {
  const selectRows = (list: TrackRecommendationList): Recommendation[] =>
    list.items.filter((row) => !isRejected(row.track)).slice(0, NUMBER_PER_TRACK);
  return (
    <section aria-labelledby="recommendations">
      <div className={classes.heading}>
        <h2 id="recommendations">Ten recommendations</h2>
        <Legend />
      </div>
      <TuningControls tuning={tuning} onTune={onTune} withFeedback />
      <QueryView
        query={recommendationsQuery(track_id, tuning)}
        loading={<LoadingSkeleton number={NUMBER_PER_TRACK} />}
        empty={EMPTY_MESSAGE}
        isEmpty={(list) => selectRows(list).length === 0}
      >
        {(list) => {
          const rows = selectRows(list);
          return (
            <RecommendationRows
              rows={rows}
              number={NUMBER_PER_TRACK}
              shortfall_reason={list.shortfall_reason}
              announcement={`${formatCount(rows.length, "recommendation", "recommendations")} for ${formatTrackName(list.track)}`}
              actions={actions}
            />
          );
        }}
      </QueryView>
    </section>
  );
};
