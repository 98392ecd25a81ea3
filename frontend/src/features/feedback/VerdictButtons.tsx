/** The buttons like, dislike and never again. */
import { ActionIcon, Tooltip } from "@mantine/core";
import type { ReactNode } from "react";
import { HeartIcon, NeverIcon, ThumbDownIcon } from "@/components/Icons";
import type { TrackSummary, Verdict } from "@/lib/api-types";
import { formatTrackName } from "@/lib/format";
import { ArtistMenu } from "./ArtistMenu";
import { UndoButton } from "./UndoButton";
import { trackSubject, useVerdicts } from "./useVerdicts";
import classes from "./VerdictButtons.module.css";

interface Choice {
  verdict: Verdict;
  label: string;
  icon: (isActive: boolean) => ReactNode;
  /** The key that presses the button of the row in focus. */
  shortcut?: string;
}

const CHOICES: readonly Choice[] = [
  {
    verdict: "like",
    label: "Like",
    shortcut: "l",
    icon: (isActive) => <HeartIcon filled={isActive} />,
  },
  {
    verdict: "dislike",
    label: "Dislike",
    shortcut: "d",
    icon: (isActive) => <ThumbDownIcon filled={isActive} />,
  },
  { verdict: "never", label: "Never again", icon: () => <NeverIcon /> },
];

export const VerdictButtons = ({ track }: { track: TrackSummary }) => {
  const { getVerdict, setVerdict } = useVerdicts();
  const currentVerdict = getVerdict(track.track_id);
  return (
    <fieldset
      aria-label={`Verdict on ${formatTrackName(track)}`}
      className={classes.group}
    >
      {CHOICES.map(({ verdict, label, icon, shortcut }) => (
        <Tooltip key={verdict} label={label} openDelay={350} withArrow>
          <ActionIcon
            variant="subtle"
            size={38}
            className={classes.button}
            data-key={shortcut}
            aria-label={`${label}: ${formatTrackName(track)}`}
            aria-pressed={currentVerdict === verdict}
            onClick={() =>
              setVerdict(track, currentVerdict === verdict ? null : verdict)
            }
          >
            {icon(currentVerdict === verdict)}
          </ActionIcon>
        </Tooltip>
      ))}
      <ArtistMenu track={track} />
      <UndoButton subject={trackSubject(track.track_id)} />
    </fieldset>
  );
};
