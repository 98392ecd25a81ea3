/** One recommendation: the song, its reasons, its contributions and its actions. */
import { UnstyledButton, VisuallyHidden } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useId, useState } from "react";
import { Cover } from "@/components/Cover";
import { ExplicitMark } from "@/components/ExplicitMark";
import { ArrowIcon, ChevronIcon } from "@/components/Icons";
import { SpotifyLink } from "@/components/SpotifyLink";
import type { Recommendation } from "@/lib/api-types";
import {
  formatAlbumAndYear,
  formatArtists,
  formatTitle,
  formatTrackName,
  toSentence,
} from "@/lib/format";
import { Breakdown, ContributionBar } from "./ContributionBar";
import classes from "./Recommendations.module.css";

interface RowProps {
  position: number;
  row: Recommendation;
  bestScore: number;
  actions: ReactNode;
}

const Song = ({ row: { track, reasons } }: Pick<RowProps, "row">) => {
  const target = {
    to: "/tracks/$track_id",
    params: { track_id: track.track_id },
  } as const;
  return (
    <>
      <Link {...target} className={classes.cover} tabIndex={-1} aria-hidden="true">
        <Cover track={track} size="medium" />
      </Link>
      <div className={classes.summary}>
        <h3 className={classes.title}>
          <Link {...target}>{formatTitle(track)}</Link>
          {track.is_explicit && <ExplicitMark />}
        </h3>
        <p className={classes.artist}>
          {[formatArtists(track), formatAlbumAndYear(track)]
            .filter(Boolean)
            .join(" · ")}
        </p>
        <p className={classes.reason}>{toSentence(reasons.slice(0, 2))}</p>
      </div>
    </>
  );
};

const RowLinks = ({ row: { track } }: Pick<RowProps, "row">) => (
  <>
    <Link
      to="/tracks/$track_id"
      params={{ track_id: track.track_id }}
      className={classes.textButton}
    >
      More like this<VisuallyHidden>: {formatTrackName(track)}</VisuallyHidden>
      <ArrowIcon size={15} />
    </Link>
    {track.spotify_url && (
      <SpotifyLink address={track.spotify_url} of={formatTrackName(track)} />
    )}
  </>
);

export const RecommendationRow = ({ position, row, bestScore, actions }: RowProps) => {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const { track, contributions, reasons, score, similarity } = row;
  return (
    <li className={classes.row} data-row={track.track_id}>
      <span aria-hidden="true" className={classes.rank}>
        {position}
      </span>
      <Song row={row} />
      <div className={classes.foot}>
        <div className={classes.bar}>
          <ContributionBar
            contributions={contributions}
            length={bestScore > 0 ? score / bestScore : 0}
          />
        </div>
        <UnstyledButton
          className={classes.textButton}
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={() => setOpen(!isOpen)}
        >
          Why<VisuallyHidden> {formatTrackName(track)}</VisuallyHidden>
          <ChevronIcon size={15} />
        </UnstyledButton>
        <RowLinks row={row} />
      </div>
      <div className={classes.actions}>{actions}</div>
      <div id={id} hidden={!isOpen} className={classes.details}>
        {isOpen && (
          <>
            <p className={classes.allReasons}>{toSentence(reasons)}</p>
            <Breakdown contributions={contributions} />
            <p>
              Score {score.toFixed(3)}, similarity {similarity.toFixed(2)}
            </p>
          </>
        )}
      </div>
    </li>
  );
};
