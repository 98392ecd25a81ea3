/** Like, dislike, never: what a person says of a song. */
import { ActionIcon, Tooltip } from "@mantine/core";
import type { ReactNode } from "react";
import { HeartIcon, NeverIcon, ThumbDownIcon } from "@/components/Icons";
import type { TrackSummary, Verdict } from "@/lib/answers";
import { nameOf } from "@/lib/words";
import { ArtistMenu } from "./ArtistMenu";
import { useVerdicts } from "./useVerdicts";
import classes from "./VerdictButtons.module.css";

interface Choice {
  verdict: Verdict;
  label: string;
  icon: (isGiven: boolean) => ReactNode;
}

const CHOICES: readonly Choice[] = [
  {
    verdict: "like",
    label: "Like",
    icon: (isGiven) => <HeartIcon filled={isGiven} />,
  },
  {
    verdict: "dislike",
    label: "Dislike",
    icon: (isGiven) => <ThumbDownIcon filled={isGiven} />,
  },
  { verdict: "never", label: "Never again", icon: () => <NeverIcon /> },
];

export const VerdictButtons = ({ track }: { track: TrackSummary }) => {
  const { verdictOf, give } = useVerdicts();
  const given = verdictOf(track.track_id);
  return (
    <fieldset aria-label={`Verdict on ${nameOf(track)}`} className={classes.group}>
      {CHOICES.map(({ verdict, label, icon }) => (
        <Tooltip key={verdict} label={label} openDelay={350} withArrow>
          <ActionIcon
            variant="subtle"
            size={38}
            className={classes.button}
            aria-label={`${label}: ${nameOf(track)}`}
            aria-pressed={given === verdict}
            onClick={() => give(track, given === verdict ? null : verdict)}
          >
            {icon(given === verdict)}
          </ActionIcon>
        </Tooltip>
      ))}
      <ArtistMenu track={track} />
    </fieldset>
  );
};
