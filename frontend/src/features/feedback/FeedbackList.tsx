/** What a person has said so far, to be looked through and erased. */
import { Button, SegmentedControl, Skeleton } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { Announcement } from "@/components/Announcement";
import { Cover } from "@/components/Cover";
import { EraseIcon } from "@/components/Icons";
import { QueryView } from "@/components/QueryView";
import { useKeptFocus } from "@/components/useKeptFocus";
import type { FeedbackItem, TrackSummary, Verdict } from "@/lib/answers";
import { artistsOf, counted, nameOf, titleOf } from "@/lib/words";
import classes from "./FeedbackList.module.css";
import { verdictsQuery } from "./queries";
import { useVerdicts } from "./useVerdicts";

const SAID: Record<Verdict, string> = {
  like: "Liked",
  dislike: "Disliked",
  never: "Never again",
};
const AT_ONCE = 50;
const WAITING = ["a", "b", "c", "d", "e"];

const Waiting = () => (
  <ul className={classes.list}>
    {WAITING.map((row) => (
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

/** A verdict may outlive its track: the id is all that is left then. */
const trackOf = (item: FeedbackItem): TrackSummary =>
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
  const track = trackOf(item);
  return (
    <li className={classes.row} data-row={item.track_id}>
      <Cover track={track} size="small" />
      <div className={classes.words}>
        <Link to="/tracks/$track_id" params={{ track_id: item.track_id }}>
          {titleOf(track)}
        </Link>
        <span>{item.track ? artistsOf(track) : "No longer in the catalogue"}</span>
      </div>
      <span className={classes.said} data-verdict={item.verdict}>
        {SAID[item.verdict]}
        <time dateTime={item.updated_at}>
          {new Date(item.updated_at).toLocaleDateString(undefined, {
            dateStyle: "medium",
          })}
        </time>
      </span>
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<EraseIcon size={16} />}
        aria-label={`Erase the verdict on ${nameOf(track)}`}
        onClick={onErase}
      >
        Erase
      </Button>
    </li>
  );
};

const Filled = ({ items }: { items: FeedbackItem[] }) => {
  const [only, setOnly] = useState<Verdict | "all">("all");
  const [number_shown, setShown] = useState(AT_ONCE);
  const { give } = useVerdicts();
  const list = useRef<HTMLUListElement>(null);
  const chosen = items.filter((item) => only === "all" || item.verdict === only);
  const rows = chosen.slice(0, number_shown);
  useKeptFocus(
    list,
    rows.map((item) => item.track_id),
  );
  return (
    <>
      <Announcement text={counted(chosen.length, "verdict", "verdicts")} />
      <div className={classes.bar}>
        <SegmentedControl
          aria-label="Show"
          value={only}
          onChange={setOnly}
          data={[
            { value: "all", label: `All ${items.length}` },
            { value: "like", label: "Liked" },
            { value: "dislike", label: "Disliked" },
            { value: "never", label: "Never again" },
          ]}
        />
      </div>
      {rows.length === 0 && <p className={classes.none}>None of this kind.</p>}
      <ul ref={list} className={classes.list}>
        {rows.map((item) => (
          <Row
            key={item.track_id}
            item={item}
            onErase={() => give(trackOf(item), null)}
          />
        ))}
      </ul>
      {rows.length < chosen.length && (
        <Button variant="default" onClick={() => setShown(number_shown + AT_ONCE)}>
          Show more
        </Button>
      )}
    </>
  );
};

export const FeedbackList = () => (
  <QueryView
    query={verdictsQuery()}
    loading={<Waiting />}
    empty="Nothing said yet: like or dislike a recommendation, and it is listed here."
  >
    {(items) => <Filled items={items} />}
  </QueryView>
);
