/** The list of Discover: songs for any seeds, sliders and filters. */
import type { ReactNode } from "react";
import type { RecommendationRequest } from "@/lib/api-types";
import { formatCount } from "@/lib/format";
import type { ListProps } from "./HeldList";
import { describeRequest } from "./limits";
import { discoverQuery, NUMBER_TO_DISCOVER } from "./queries";
import { RecommendationSection } from "./RecommendationSection";
import classes from "./Recommendations.module.css";
import { Shortfall } from "./Shortfall";

interface DiscoverListProps extends ListProps {
  request: RecommendationRequest;
  controls: ReactNode;
}

export const DiscoverList = ({
  request,
  controls,
  ...listProps
}: DiscoverListProps) => {
  const hasSeeds = (request.seeds ?? []).length > 0;
  return (
    <RecommendationSection
      {...listProps}
      withLegend={hasSeeds}
      title={hasSeeds ? "Songs that go with them" : "Songs that fit"}
      controls={
        <>
          {controls}
          {!hasSeeds && (
            <p className={classes.shared}>
              Without a seed, the best known songs that fit come first.
            </p>
          )}
        </>
      }
      query={discoverQuery(request)}
      number={NUMBER_TO_DISCOVER}
      renderShortfall={({ items, shortfall_reason }) => (
        <Shortfall
          number_found={items.length}
          limits={describeRequest(request)}
          detail={shortfall_reason}
        />
      )}
      announce={(number) => formatCount(number, "song", "songs")}
    />
  );
};
