/** The bar at the bottom that plays a list: the song, its player, and what comes next. */
import { ActionIcon, UnstyledButton } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { Cover } from "@/components/Cover";
import { ArtistLinks } from "@/components/EntityLinks";
import { CloseIcon, ListIcon, NextIcon, PreviousIcon } from "@/components/Icons";
import { KeepPlaysSwitch } from "@/components/KeepPlaysSwitch";
import type { TrackSummary } from "@/lib/api-types";
import { formatArtists, formatTitle } from "@/lib/format";
import classes from "./Listen.module.css";
import { Player } from "./Player";
import { playList, type Queue, stepQueue, stopQueue, useQueue } from "./queue";

const HEIGHT = "--player-height";

/** Leave room below the page and its messages, however high the bar is. */
const useRoomBelow = () => {
  const bar = useRef<HTMLElement>(null);
  useEffect(() => {
    const root = document.documentElement.style;
    const observer = new ResizeObserver(() =>
      root.setProperty(HEIGHT, `${bar.current?.offsetHeight ?? 0}px`),
    );
    if (bar.current) observer.observe(bar.current);
    return () => {
      observer.disconnect();
      root.removeProperty(HEIGHT);
    };
  }, []);
  return bar;
};

const UpNext = ({ queue: { name, tracks, position } }: { queue: Queue }) => (
  <div className={classes.upNext}>
    <h2>{name}</h2>
    <ol>
      {tracks.map((track, index) => (
        <li key={track.track_id} aria-current={index === position || undefined}>
          <UnstyledButton onClick={() => playList(name, tracks, index)}>
            {formatTitle(track)} <span>{formatArtists(track)}</span>
          </UnstyledButton>
        </li>
      ))}
    </ol>
    <KeepPlaysSwitch />
  </div>
);

const Song = ({ track, queue }: { track: TrackSummary; queue: Queue }) => (
  <div className={classes.song}>
    <Cover track={track} size="small" />
    <div>
      <Link
        to="/tracks/$track_id"
        params={{ track_id: track.track_id }}
        className={classes.title}
      >
        {formatTitle(track)}
      </Link>
      <p className={classes.by}>
        <ArtistLinks artists={track.artists} />
      </p>
      {queue.tracks.length > 1 && (
        <p className={classes.place}>
          {queue.position + 1} of {queue.tracks.length}
        </p>
      )}
    </div>
  </div>
);

interface ControlsProps {
  queue: Queue;
  isOpen: boolean;
  onToggle: () => void;
}

const Controls = ({ queue, isOpen, onToggle }: ControlsProps) => (
  <div className={classes.controls}>
    <ActionIcon
      variant="subtle"
      size={38}
      aria-label="Previous song"
      aria-disabled={queue.position === 0}
      onClick={() => stepQueue(-1)}
    >
      <PreviousIcon />
    </ActionIcon>
    <ActionIcon
      variant="subtle"
      size={38}
      data-key="n"
      aria-label="Next song"
      aria-disabled={queue.position === queue.tracks.length - 1}
      onClick={() => stepQueue(1)}
    >
      <NextIcon />
    </ActionIcon>
    <ActionIcon
      variant="subtle"
      size={38}
      aria-label="What comes next"
      aria-expanded={isOpen}
      onClick={onToggle}
    >
      <ListIcon />
    </ActionIcon>
    <ActionIcon
      variant="subtle"
      size={38}
      aria-label="Close the player"
      onClick={() => {
        stopQueue();
        document.getElementById("main")?.focus({ preventScroll: true });
      }}
    >
      <CloseIcon />
    </ActionIcon>
  </div>
);

interface PlayerBarProps {
  /** The verdict buttons of the song that plays. */
  actions: (track: TrackSummary) => ReactNode;
}

const Bar = ({ queue, actions }: PlayerBarProps & { queue: Queue }) => {
  const bar = useRoomBelow();
  const [isOpen, setOpen] = useState(false);
  const track = queue.tracks[queue.position];
  if (!track) return null;
  return (
    <section
      ref={bar}
      aria-label="Player"
      className={classes.bar}
      data-player
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !isOpen) return;
        setOpen(false);
        event.stopPropagation();
      }}
    >
      {isOpen && <UpNext queue={queue} />}
      <div className={classes.line}>
        <Song track={track} queue={queue} />
        <div className={classes.player}>
          <Player track={track} turn={queue.turn} />
        </div>
        <div className={classes.verdict}>{actions(track)}</div>
        <Controls queue={queue} isOpen={isOpen} onToggle={() => setOpen(!isOpen)} />
      </div>
    </section>
  );
};

export const PlayerBar = ({ actions }: PlayerBarProps) => {
  const queue = useQueue();
  return queue && <Bar queue={queue} actions={actions} />;
};
