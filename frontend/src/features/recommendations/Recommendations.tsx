/** The ten songs that follow from one, without those a person has turned down. */
import { Skeleton } from "@mantine/core";
import { type ReactNode, useRef } from "react";
import { Announcement } from "@/components/Announcement";
import { QueryView } from "@/components/QueryView";
import { useKeptFocus } from "@/components/useKeptFocus";
import type { Recommendation, RecommendationList, TrackSummary } from "@/lib/answers";
import { counted, nameOf } from "@/lib/words";
import { Legend } from "./ContributionBar";
import { NUMBER_SHOWN, recommendationsQuery } from "./queries";
import { RecommendationRow } from "./RecommendationRow";
import classes from "./Recommendations.module.css";

const PLACES = Array.from({ length: NUMBER_SHOWN }, (_, place) => `place ${place}`);

const NOTHING =
  "Nothing follows from this song yet: it has neither a sound nor a playlist to go by.";

const Waiting = () => (
  <ol className={classes.list}>
    {PLACES.map((place) => (
      <li key={place} className={classes.row}>
        <span className={classes.place} />
        <Skeleton className={classes.cover} style={{ aspectRatio: 1 }} />
        <div className={classes.words}>
          <Skeleton height={17} width="45%" my={3} />
          <Skeleton height={14} width="60%" mt={8} mb={4} />
          <Skeleton height={14} width="75%" mt={13} mb={4} />
        </div>
        <div className={classes.foot}>
          <Skeleton height={6} width={144} my={9} />
        </div>
      </li>
    ))}
  </ol>
);

interface FilledProps {
  list: RecommendationList;
  rows: Recommendation[];
  actions: (track: TrackSummary) => ReactNode;
}

const Filled = ({ list, rows, actions }: FilledProps) => {
  const element = useRef<HTMLOListElement>(null);
  useKeptFocus(
    element,
    rows.map((row) => row.track.track_id),
  );
  const bestScore = Math.max(...list.items.map((row) => row.score));
  return (
    <>
      <Announcement
        text={`${counted(rows.length, "song follows", "songs follow")} from ${nameOf(list.track)}`}
      />
      <ol ref={element} className={classes.list}>
        {rows.map((row, index) => (
          <RecommendationRow
            key={row.track.track_id}
            place={index + 1}
            row={row}
            bestScore={bestScore}
            actions={actions(row.track)}
          />
        ))}
      </ol>
      {rows.length < NUMBER_SHOWN && list.short_because && (
        <p className={classes.short}>{list.short_because}</p>
      )}
    </>
  );
};

interface RecommendationsProps {
  track_id: string;
  isTurnedDown: (track: TrackSummary) => boolean;
  actions: (track: TrackSummary) => ReactNode;
}

export const Recommendations = ({
  track_id,
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
      <QueryView
        query={recommendationsQuery(track_id)}
        loading={<Waiting />}
        empty={NOTHING}
        isEmpty={(list) => shown(list).length === 0}
      >
        {(list) => <Filled list={list} rows={shown(list)} actions={actions} />}
      </QueryView>
    </section>
  );
};
