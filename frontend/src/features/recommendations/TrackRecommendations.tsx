/** The ten recommendations for one song. */
import { formatCount, formatTrackName } from "@/lib/format";
import { useListDefaults } from "@/lib/preferences";
import type { ListProps } from "./HeldList";
import { describeLimits } from "./limits";
import { NUMBER_PER_TRACK, recommendationsQuery } from "./queries";
import { RecommendationSection } from "./RecommendationSection";
import classes from "./Recommendations.module.css";
import { Shortfall } from "./Shortfall";
import { TuningControls } from "./TuningControls";
import { type Tuning, withDefaults } from "./tuning";

const EMPTY_MESSAGE =
  "No recommendations for this song yet: it has neither audio features nor playlists.";

interface TrackRecommendationsProps extends ListProps {
  track_id: string;
  tuning?: Tuning;
  onTune: (tuning: Tuning) => void;
}

export const TrackRecommendations = ({
  track_id,
  tuning = {},
  onTune,
  ...listProps
}: TrackRecommendationsProps) => {
  const [defaults] = useListDefaults();
  const effective = withDefaults(tuning, defaults);
  return (
    <RecommendationSection
      {...listProps}
      title="Ten recommendations"
      controls={<TuningControls tuning={tuning} onTune={onTune} withFeedback />}
      query={recommendationsQuery(track_id, effective)}
      number={NUMBER_PER_TRACK}
      renderShortfall={({ items, shortfall_reason, model_version }) =>
        model_version === null ? (
          <p className={classes.empty}>{EMPTY_MESSAGE}</p>
        ) : (
          <Shortfall
            number_found={items.length}
            limits={describeLimits(effective)}
            detail={shortfall_reason}
          />
        )
      }
      announce={(number, { track }) =>
        `${formatCount(number, "recommendation", "recommendations")} for ${formatTrackName(track)}`
      }
    />
  );
};
