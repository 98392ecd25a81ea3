/** One recommendation: the song, its reasons, its contributions and its actions. */
import { UnstyledButton, VisuallyHidden } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useId, useState } from "react";
import { Cover } from "@/components/Cover";
import { AlbumAndYearLinks, ArtistLinks } from "@/components/EntityLinks";
import { ExplicitMark } from "@/components/ExplicitMark";
import { ArrowIcon, ChevronIcon } from "@/components/Icons";
import { SpotifyLink } from "@/components/SpotifyLink";
import { Toolbar } from "@/components/Toolbar";
import type { Recommendation } from "@/lib/api-types";
import {
  formatAlbumAndYear,
  formatMatch,
  formatTitle,
  formatTrackName,
  toSentence,
} from "@/lib/format";
import { Breakdown, ContributionBar } from "./ContributionBar";
import classes from "./Recommendations.module.css";

interface RowProps {
  position: number;
  row: Recommendation;
  hasMatch: boolean;
  /** Those of the row's reasons that are not true of every row. */
  reasons: readonly string[];
  /** Whether the row came with what the listener asked to see last. */
  isNew: boolean;
  /** "Disliked", if the next list is without this song. */
  rejectedAs: string | null;
  actions: ReactNode;
  /** What plays the song. */
  play: ReactNode;
}

type SongProps = Pick<RowProps, "row" | "reasons" | "isNew" | "rejectedAs">;

const Song = ({ row: { track }, reasons, isNew, rejectedAs }: SongProps) => {
  const target = {
    to: "/tracks/$track_id",
    params: { track_id: track.track_id },
  } as const;
  return (
    <>
      <Link {...target} className={classes.cover} tabIndex={-1} aria-hidden="true">
        <Cover track={track} size="medium" />
      </Link>
      <Toolbar label={`Pages of ${formatTrackName(track)}`} className={classes.summary}>
        <h3 className={classes.title}>
          <Link {...target}>{formatTitle(track)}</Link>
          {track.is_explicit && <ExplicitMark />}
          {isNew && <span className={classes.new}>New</span>}
        </h3>
        <p className={classes.artist}>
          <ArtistLinks artists={track.artists} />
          {formatAlbumAndYear(track) && " · "}
          <AlbumAndYearLinks track={track} />
        </p>
        <p className={classes.reason}>
          {/* the reasons keep their room, so that no row moves */}
          <span data-hidden={rejectedAs !== null || undefined}>
            {toSentence(reasons.slice(0, 2))}
          </span>
          {rejectedAs && <span>{rejectedAs}: gone from the next list</span>}
        </p>
      </Toolbar>
    </>
  );
};

const RowLinks = ({ row: { track } }: Pick<RowProps, "row">) => (
  <>
    <Link
      to="/tracks/$track_id"
      params={{ track_id: track.track_id }}
      className={classes.more}
    >
      More like this<VisuallyHidden>: {formatTrackName(track)}</VisuallyHidden>
      <ArrowIcon size={15} />
    </Link>
    {track.spotify_url && (
      <SpotifyLink address={track.spotify_url} of={formatTrackName(track)} />
    )}
  </>
);

const Details = ({ row }: Pick<RowProps, "row">) => (
  <>
    <p className={classes.allReasons}>{toSentence(row.reasons)}</p>
    <Breakdown contributions={row.contributions} />
    <p>
      Score {row.score.toFixed(3)}, which orders the list; similarity{" "}
      {row.similarity.toFixed(2)}, which is the match
    </p>
  </>
);

export const RecommendationRow = ({
  position,
  hasMatch,
  actions,
  play,
  ...song
}: RowProps) => {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const { track, contributions, similarity } = song.row;
  const name = formatTrackName(track);
  return (
    <li
      className={classes.row}
      data-row={track.track_id}
      data-new={song.isNew || undefined}
      data-rejected={song.rejectedAs !== null || undefined}
    >
      <span aria-hidden="true" className={classes.rank}>
        {position}
      </span>
      <Song {...song} />
      <Toolbar label={`Actions for ${name}`} className={classes.toolbar}>
        <div className={classes.actions}>{actions}</div>
        <div className={classes.foot}>
          {hasMatch && (
            <div className={classes.match}>
              <ContributionBar contributions={contributions} length={similarity} />
              <span>Match {formatMatch(similarity)}</span>
            </div>
          )}
          {play}
          <UnstyledButton
            className={classes.textButton}
            aria-expanded={isOpen}
            aria-controls={id}
            onClick={() => setOpen(!isOpen)}
          >
            Why<VisuallyHidden> {name}</VisuallyHidden>
            <ChevronIcon size={15} />
          </UnstyledButton>
          <RowLinks row={song.row} />
        </div>
      </Toolbar>
      <div id={id} hidden={!isOpen} className={classes.details}>
        {isOpen && <Details row={song.row} />}
      </div>
    </li>
  );
};
