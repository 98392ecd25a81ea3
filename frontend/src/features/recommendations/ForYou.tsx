/** Recommendations from everything the listener likes, with tuning and filters. */
import { formatCount } from "@/lib/format";
import { useListDefaults } from "@/lib/preferences";
import { FilterControls } from "./FilterControls";
import { forYouQuery, NUMBER_FOR_YOU } from "./queries";
import { type ListProps, RecommendationSection } from "./RecommendationSection";
import classes from "./Recommendations.module.css";
import { TuningControls } from "./TuningControls";
import { type Filters, isUnset, type Tuning, withDefaults } from "./tuning";

export interface TunedListProps {
  tuning: Tuning;
  filters: Filters;
  onTune: (tuning: Tuning, filters: Filters) => void;
}

export const ForYou = ({
  tuning,
  filters,
  onTune,
  ...listProps
}: TunedListProps & ListProps) => {
  const [defaults] = useListDefaults();
  return (
    <RecommendationSection
      {...listProps}
      title="Twenty recommendations"
      controls={
        <TuningControls
          tuning={tuning}
          onTune={(next) => onTune(next, filters)}
          isFilterSet={!isUnset(filters)}
          onReset={() => onTune({}, {})}
        >
          <FilterControls filters={filters} onFilter={(next) => onTune(tuning, next)} />
        </TuningControls>
      }
      query={forYouQuery(withDefaults(tuning, defaults), filters)}
      number={NUMBER_FOR_YOU}
      renderEmpty={({ shortfall_reason }) => (
        <p className={classes.shortfall}>
          {shortfall_reason ?? "No song matches this request."}
        </p>
      )}
      announce={(number) => `${formatCount(number, "song", "songs")} for you`}
    />
  );
};
