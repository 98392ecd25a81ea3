/** Recommendations from everything the listener likes, with tuning and filters. */
import { lazyRouteComponent } from "@tanstack/react-router";
import { formatCount } from "@/lib/format";
import { useListDefaults } from "@/lib/preferences";
import type { ListProps } from "./HeldList";
import { describeLimits } from "./limits";
import { forYouQuery, NUMBER_FOR_YOU } from "./queries";
import { RecommendationSection } from "./RecommendationSection";
import { Shortfall } from "./Shortfall";
import { TuningControls } from "./TuningControls";
import { type Filters, isUnset, type Tuning, withDefaults } from "./tuning";

const FilterControls = lazyRouteComponent(
  () => import("./FilterControls"),
  "FilterControls",
);

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
  const effective = withDefaults(tuning, defaults);
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
      query={forYouQuery(effective, filters)}
      number={NUMBER_FOR_YOU}
      renderShortfall={({ items, shortfall_reason }) => (
        <Shortfall
          number_found={items.length}
          limits={describeLimits(effective, filters)}
          detail={shortfall_reason}
        />
      )}
      announce={(number) => `${formatCount(number, "song", "songs")} for you`}
    />
  );
};
