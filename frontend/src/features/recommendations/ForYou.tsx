/** Songs that follow from all that a person liked, tuned and filtered as they wish. */
import type { ReactNode } from "react";
import { QueryView } from "@/components/QueryView";
import type { Recommendation, TrackSummary, WishList } from "@/lib/answers";
import { counted } from "@/lib/words";
import { Legend } from "./ContributionBar";
import { FilterControls } from "./FilterControls";
import { forYouQuery, NUMBER_FOR_YOU } from "./queries";
import classes from "./Recommendations.module.css";
import { RecommendedList, Waiting } from "./RecommendedList";
import { TuningControls } from "./TuningControls";
import { type Filters, isPlain, type Tuning } from "./tuning";

interface ForYouProps {
  tuning: Tuning;
  filters: Filters;
  onTune: (tuning: Tuning, filters: Filters) => void;
  isTurnedDown: (track: TrackSummary) => boolean;
  actions: (track: TrackSummary) => ReactNode;
}

export const ForYou = ({
  tuning,
  filters,
  onTune,
  isTurnedDown,
  actions,
}: ForYouProps) => {
  const shown = (list: WishList): Recommendation[] =>
    list.items.filter((row) => !isTurnedDown(row.track)).slice(0, NUMBER_FOR_YOU);
  const nothing = (list: WishList) => (
    <p className={classes.short}>
      {list.short_because ?? "No song is left for this wish."}
    </p>
  );
  return (
    <section aria-labelledby="songs">
      <div className={classes.heading}>
        <h2 id="songs">Twenty that follow</h2>
        <Legend />
      </div>
      <TuningControls
        tuning={tuning}
        onTune={(next) => onTune(next, filters)}
        isMoreSet={!isPlain(filters)}
        onReset={() => onTune({}, {})}
      >
        <FilterControls filters={filters} onFilter={(next) => onTune(tuning, next)} />
      </TuningControls>
      <QueryView
        query={forYouQuery(tuning, filters)}
        loading={<Waiting number={NUMBER_FOR_YOU} />}
        isEmpty={() => false}
        empty=""
      >
        {(list) => {
          const rows = shown(list);
          if (rows.length === 0) return nothing(list);
          return (
            <RecommendedList
              rows={rows}
              number={NUMBER_FOR_YOU}
              short_because={list.short_because}
              announcement={`${counted(rows.length, "song", "songs")} for you`}
              actions={actions}
            />
          );
        }}
      </QueryView>
    </section>
  );
};
