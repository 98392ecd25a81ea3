/** Recommendations from everything the listener likes, with tuning and filters. */
import type { ReactNode } from "react";
import { QueryView } from "@/components/QueryView";
import type { Recommendation, RecommendationList, TrackSummary } from "@/lib/api-types";
import { formatCount } from "@/lib/format";
import { Legend } from "./ContributionBar";
import { FilterControls } from "./FilterControls";
import { forYouQuery, NUMBER_FOR_YOU } from "./queries";
import { LoadingSkeleton, RecommendationRows } from "./RecommendationRows";
import classes from "./Recommendations.module.css";
import { TuningControls } from "./TuningControls";
import { type Filters, isUnset, type Tuning } from "./tuning";

interface ForYouProps {
  tuning: Tuning;
  filters: Filters;
  onTune: (tuning: Tuning, filters: Filters) => void;
  isRejected: (track: TrackSummary) => boolean;
  actions: (track: TrackSummary) => ReactNode;
}

export const ForYou = ({
  tuning,
  filters,
  onTune,
  isRejected,
  actions,
}: ForYouProps) => {
  const selectRows = (list: RecommendationList): Recommendation[] =>
    list.items.filter((row) => !isRejected(row.track)).slice(0, NUMBER_FOR_YOU);
  const renderShortfall = (list: RecommendationList) => (
    <p className={classes.shortfall}>
      {list.shortfall_reason ?? "No song matches this request."}
    </p>
  );
  return (
    <section aria-labelledby="songs">
      <div className={classes.heading}>
        <h2 id="songs">Twenty recommendations</h2>
        <Legend />
      </div>
      <TuningControls
        tuning={tuning}
        onTune={(next) => onTune(next, filters)}
        isFilterSet={!isUnset(filters)}
        onReset={() => onTune({}, {})}
      >
        <FilterControls filters={filters} onFilter={(next) => onTune(tuning, next)} />
      </TuningControls>
      <QueryView
        query={forYouQuery(tuning, filters)}
        loading={<LoadingSkeleton number={NUMBER_FOR_YOU} />}
        isEmpty={() => false}
        empty=""
      >
        {(list) => {
          const rows = selectRows(list);
          if (rows.length === 0) return renderShortfall(list);
          return (
            <RecommendationRows
              rows={rows}
              number={NUMBER_FOR_YOU}
              shortfall_reason={list.shortfall_reason}
              announcement={`${formatCount(rows.length, "song", "songs")} for you`}
              actions={actions}
            />
          );
        }}
      </QueryView>
    </section>
  );
};
