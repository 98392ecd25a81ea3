/** The ten songs that follow from one, without those a person has turned down. */
import type { ReactNode } from "react";
import { QueryView } from "@/components/QueryView";
import type { Recommendation, RecommendationList, TrackSummary } from "@/lib/answers";
import { counted, nameOf } from "@/lib/words";
import { Legend } from "./ContributionBar";
import { NUMBER_SHOWN, recommendationsQuery } from "./queries";
import classes from "./Recommendations.module.css";
import { RecommendedList, Waiting } from "./RecommendedList";
import { TuningControls } from "./TuningControls";
import type { Tuning } from "./tuning";

const NOTHING =
  "Nothing follows from this song yet: it has neither a sound nor a playlist to go by.";

interface RecommendationsProps {
  track_id: string;
  tuning?: Tuning;
  onTune: (tuning: Tuning) => void;
  isTurnedDown: (track: TrackSummary) => boolean;
  actions: (track: TrackSummary) => ReactNode;
}

export const Recommendations = ({
  track_id,
  tuning = {},
  onTune,
  isTurnedDown,
  actions,
}: RecommendationsProps) => {
  const shown = (list: RecommendationList): Recommendation[] =>
    list.items.filter((row) => !isTurnedDown(row.track)).slice(0, NUMBER_SHOWN);
  return (
    <section aria-labelledby="follows">
      <div className={classes.heading}>
        <h2 id="follows">Ten that follow</h2>
        <Legend />
      </div>
      <TuningControls tuning={tuning} onTune={onTune} withFeedback />
      <QueryView
        query={recommendationsQuery(track_id, tuning)}
        loading={<Waiting number={NUMBER_SHOWN} />}
        empty={NOTHING}
        isEmpty={(list) => shown(list).length === 0}
      >
        {(list) => {
          const rows = shown(list);
          return (
            <RecommendedList
              rows={rows}
              number={NUMBER_SHOWN}
              short_because={list.short_because}
              announcement={`${counted(rows.length, "song follows", "songs follow")} from ${nameOf(list.track)}`}
              actions={actions}
            />
          );
        }}
      </QueryView>
    </section>
  );
};
