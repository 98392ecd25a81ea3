/** The list of a listener's verdicts, with a filter and a button that erases each. */
import { Button, SegmentedControl, Skeleton } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { Announcement } from "@/components/Announcement";
import { Cover } from "@/components/Cover";
import { ArtistLinks } from "@/components/EntityLinks";
import { QueryView } from "@/components/QueryView";
import { useRowFocusRecovery } from "@/components/useRowFocusRecovery";
import type { FeedbackItem, TrackSummary, Verdict } from "@/lib/api-types";
import { formatCount, formatTitle, formatTrackName } from "@/lib/format";
import { EraseButton } from "./EraseButton";
import classes from "./FeedbackList.module.css";
import { verdictsQuery } from "./queries";
import { useVerdicts } from "./useVerdicts";
import { VERDICT_LABELS } from "./verdict-labels";

const VERDICTS = ["like", "dislike", "never"] as const;
const PAGE_SIZE = 50;
const SKELETON_ROWS = ["a", "b", "c", "d", "e"];

const LoadingSkeleton = () => (
  <ul className={classes.list}>
    {SKELETON_ROWS.map((row) => (
      <li key={row} className={classes.row}>
        <Skeleton width={56} height={56} radius={5} />
        <div>
          <Skeleton height={16} width="45%" my={5} />
          <Skeleton height={14} width="30%" my={5} />
        </div>
      </li>
    ))}
  </ul>
);

/** Return the track, or only its id if it has left the catalogue. */
const getTrack = (item: FeedbackItem): TrackSummary =>
  item.track ?? {
    track_id: item.track_id,
    track_name: item.track_id,
    artists: [],
    album: null,
    track_popularity: null,
    track_release_date: null,
    duration_ms: null,
    is_explicit: null,
    spotify_url: null,
  };

const Row = ({ item, onErase }: { item: FeedbackItem; onErase: () => void }) => {
  const track = getTrack(item);
  return (
    <li className={classes.row} data-row={item.track_id}>
      <Cover track={track} size="small" />
      <div className={classes.details}>
        <Link to="/tracks/$track_id" params={{ track_id: item.track_id }}>
          {formatTitle(track)}
        </Link>
        <span>
          {item.track ? (
            <ArtistLinks artists={track.artists} />
          ) : (
            "No longer in the catalogue"
          )}
        </span>
      </div>
      <span className={classes.verdict} data-verdict={item.verdict}>
        {VERDICT_LABELS[item.verdict]}
        <time dateTime={item.updated_at}>
          {new Date(item.updated_at).toLocaleDateString(undefined, {
            dateStyle: "medium",
          })}
        </time>
      </span>
      <EraseButton of={formatTrackName(track)} onErase={onErase} />
    </li>
  );
};

const Verdicts = ({ items }: { items: FeedbackItem[] }) => {
  const [selectedVerdict, setSelectedVerdict] = useState<Verdict | "all">("all");
  const [number_shown, setNumberShown] = useState(PAGE_SIZE);
  const { setVerdict } = useVerdicts();
  const filtered = items.filter(
    (item) => selectedVerdict === "all" || item.verdict === selectedVerdict,
  );
  const rows = filtered.slice(0, number_shown);
  const ids = rows.map((item) => item.track_id);
  const list = useRowFocusRecovery<HTMLUListElement>(ids);
  return (
    <>
      <Announcement text={formatCount(filtered.length, "verdict", "verdicts")} />
      <div className={classes.bar}>
        <SegmentedControl
          aria-label="Show"
          value={selectedVerdict}
          onChange={setSelectedVerdict}
          data={[
            { value: "all", label: `All ${items.length}` },
            ...VERDICTS.map((value) => ({ value, label: VERDICT_LABELS[value] })),
          ]}
        />
      </div>
      {rows.length === 0 && <p className={classes.none}>No verdict of this kind.</p>}
      <ul ref={list} className={classes.list}>
        {rows.map((item) => (
          <Row
            key={item.track_id}
            item={item}
            onErase={() => setVerdict(getTrack(item), null)}
          />
        ))}
      </ul>
      {rows.length < filtered.length && (
        <Button
          variant="default"
          onClick={() => setNumberShown(number_shown + PAGE_SIZE)}
        >
          Show more
        </Button>
      )}
    </>
  );
};

export const FeedbackList = () => (
  <QueryView
    query={verdictsQuery()}
    loading={<LoadingSkeleton />}
    empty="No feedback yet: like or dislike a recommendation, and it is listed here."
  >
    {(items) => <Verdicts items={items} />}
  </QueryView>
);
