/** The rows of a list, which hold still: what a verdict changes waits behind one button. */
import { Button, Loader } from "@mantine/core";
import type { QueryKey } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { Announcement } from "@/components/Announcement";
import { useMovingRows } from "@/components/useMovingRows";
import type { Recommendation, TrackSummary } from "@/lib/api-types";
import { toSentence } from "@/lib/format";
import { isAgainst } from "./contributions";
import type { ListQuery, RecommendedList } from "./queries";
import { RecommendationRow } from "./RecommendationRow";
import classes from "./Recommendations.module.css";
import { findSharedReasons } from "./shared-reasons";
import { useHeldRows } from "./useHeldRows";

export interface PlayedList {
  name: string;
  tracks: readonly TrackSummary[];
}

export interface ListProps {
  /** Why a song is left out of the next list: "Disliked"; null for the others. */
  rejectedAs: (track: TrackSummary) => string | null;
  actions: (track: TrackSummary) => ReactNode;
  /** What plays one song of a list. */
  play?: (list: PlayedList, position: number) => ReactNode;
  /** What can be done with the whole list: play it, or take it along. */
  listActions?: (list: PlayedList) => ReactNode;
}

interface RowsProps extends ListProps {
  name: string;
  rows: Recommendation[];
  newIds: ReadonlySet<string>;
}

const SLOW_AFTER_MS = 300;

/** Says that a list is on its way, unless it comes at once. */
const UpdatingSign = ({ isUpdating }: { isUpdating: boolean }) => {
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    if (!isUpdating) return setSlow(false);
    const timer = window.setTimeout(() => setSlow(true), SLOW_AFTER_MS);
    return () => window.clearTimeout(timer);
  }, [isUpdating]);
  return (
    isUpdating &&
    isSlow && (
      <div className={classes.waiting}>
        <p role="status" className={classes.updating}>
          <Loader size={14} color="currentColor" /> Looking for songs…
        </p>
      </div>
    )
  );
};

/** What is true of every row is said once, above them. */
const SharedReasons = ({ reasons }: { reasons: readonly string[] }) =>
  reasons.length > 0 && (
    <p className={classes.shared}>
      <strong>True of all:</strong> {toSentence(reasons)}
    </p>
  );

const Rows = ({ name, rows, newIds, rejectedAs, actions, ...props }: RowsProps) => {
  const list = useRef<HTMLOListElement>(null);
  useMovingRows(list, rows);
  const shared = findSharedReasons(rows);
  const played = { name, tracks: rows.map(({ track }) => track) };
  // Without a seed no song can match one.
  const hasMatch = rows.some(({ similarity }) => similarity !== 0);
  useEffect(() => {
    // The button that showed the new rows is gone: the first of them takes its focus.
    if (newIds.size === 0 || document.activeElement !== document.body) return;
    const first = list.current?.querySelector<HTMLElement>("[data-new] h3 a");
    first?.focus({ preventScroll: true });
  }, [newIds]);
  return (
    <>
      <SharedReasons reasons={shared} />
      <div className={classes.above}>
        {hasMatch && rows.some(({ contributions }) => isAgainst(contributions)) && (
          <p className={classes.against}>
            <span aria-hidden="true" /> Hatched: counts against the song
          </p>
        )}
        <div className={classes.listActions}>{props.listActions?.(played)}</div>
      </div>
      <ol ref={list} className={classes.list}>
        {rows.map((row, index) => (
          <RecommendationRow
            key={row.track.track_id}
            position={index + 1}
            row={row}
            hasMatch={hasMatch}
            reasons={row.reasons.filter((reason) => !shared.includes(reason))}
            isNew={newIds.has(row.track.track_id)}
            rejectedAs={rejectedAs(row.track)}
            actions={actions(row.track)}
            play={props.play?.(played, index)}
          />
        ))}
      </ol>
    </>
  );
};

interface HeldListProps<List extends RecommendedList, Key extends QueryKey>
  extends ListProps {
  /** The name of the list, which it has in the player and as a file. */
  title: string;
  query: ListQuery<List, Key>;
  latest: List;
  /** Number of requested rows; if there are fewer, the reason is shown. */
  number: number;
  renderShortfall: (list: List) => ReactNode;
  announce: (number_of_rows: number, list: List) => string;
}

export const HeldList = <List extends RecommendedList, Key extends QueryKey>({
  title,
  query,
  latest,
  number,
  renderShortfall,
  announce,
  ...listProps
}: HeldListProps<List, Key>) => {
  const { list, newIds, waiting, show, isUpdating } = useHeldRows(query, latest);
  const rows = list.items;
  return (
    <div aria-busy={isUpdating} className={classes.held}>
      <UpdatingSign isUpdating={isUpdating} />
      {waiting ? (
        <div className={classes.waiting}>
          <Announcement text={`${waiting}: the button above the list shows it`} />
          <Button size="compact-md" radius="xl" onClick={show}>
            {waiting} – show
          </Button>
        </div>
      ) : (
        rows.length > 0 && <Announcement text={announce(rows.length, list)} />
      )}
      {rows.length > 0 && (
        <Rows {...listProps} name={title} rows={rows} newIds={newIds} />
      )}
      {rows.length < number && renderShortfall(list)}
    </div>
  );
};
