/** Buttons that play a song of a list, or the whole list. */
import { Button, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { PlayIcon } from "@/components/Icons";
import links from "@/components/SpotifyLink.module.css";
import type { TrackSummary } from "@/lib/api-types";
import { formatTrackName } from "@/lib/format";
import classes from "./PlayButton.module.css";
import { playList, useQueue } from "./queue";

interface PlayButtonProps {
  /** The name of the list: "Ten recommendations". */
  name: string;
  tracks: readonly TrackSummary[];
  position?: number;
}

export const PlayButton = ({ name, tracks, position = 0 }: PlayButtonProps) => {
  const queue = useQueue();
  const track = tracks[position];
  if (!track) return null;
  const isPlaying = queue?.tracks[queue.position]?.track_id === track.track_id;
  return (
    <UnstyledButton
      className={links.link}
      data-key="p"
      onClick={() => playList(name, tracks, position)}
    >
      <PlayIcon size={15} filled={isPlaying} />
      {isPlaying ? "Playing" : "Play"}
      <VisuallyHidden> {formatTrackName(track)}</VisuallyHidden>
    </UnstyledButton>
  );
};

export const PlayAll = ({ name, tracks }: Omit<PlayButtonProps, "position">) => (
  <Button
    size="compact-md"
    variant="default"
    aria-label="Play all"
    leftSection={<PlayIcon size={15} />}
    className={classes.playAll}
    onClick={() => playList(name, tracks)}
  >
    <span className={classes.word}>Play all</span>
  </Button>
);
