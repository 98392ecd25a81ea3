/** The header of a song: cover, name, details and audio features. */
import { Skeleton } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import type { ReactNode } from "react";
import { Cover } from "@/components/Cover";
import { AlbumAndYearLinks, ArtistLinks, GenreLinks } from "@/components/EntityLinks";
import { ExplicitMark } from "@/components/ExplicitMark";
import { QueryView } from "@/components/QueryView";
import { SpotifyLink } from "@/components/SpotifyLink";
import type { Track, TrackSummary } from "@/lib/api-types";
import {
  formatAlbumAndYear,
  formatDuration,
  formatTitle,
  formatTrackName,
} from "@/lib/format";
import { trackQuery } from "@/lib/track-query";
import { listAudioFeatures } from "./audio-features";
import classes from "./TrackHeader.module.css";

const LoadingSkeleton = () => (
  <div className={classes.header}>
    <Skeleton className={classes.cover} radius={8} style={{ aspectRatio: 1 }} />
    <div className={classes.details}>
      <Skeleton height={38} width="80%" my={4} />
      <Skeleton height={18} width="50%" mt={14} />
      <Skeleton height={14} width="65%" mt={12} />
    </div>
    <div className={classes.audioFeatures}>
      {["a", "b", "c", "d", "e"].map((line) => (
        <Skeleton key={line} height={14} my={7} />
      ))}
    </div>
  </div>
);

const AudioFeatures = ({ track }: { track: Track }) => {
  const lines = track.audio_features ? listAudioFeatures(track.audio_features) : [];
  if (lines.length === 0)
    return (
      <p className={classes.unknown}>
        The audio features of this song are unknown.{" "}
        <code>segue ingest reccobeats</code> looks them up;{" "}
        <code>segue import FILE</code> takes a table with them, by Spotify's id or ISRC.
        Then run <code>segue build</code>.
      </p>
    );
  return (
    <dl className={classes.audioFeatures}>
      {lines.map(({ name, share, text }) => (
        <div key={name} className={classes.line}>
          <dt>{name}</dt>
          <dd>
            <span aria-hidden="true" className={classes.rail}>
              <span style={{ "--share": share }} />
            </span>
            <span className={classes.value}>{text}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
};

interface FilledProps {
  track: Track;
  /** The verdict buttons: the song of the page can be liked as well. */
  actions: (track: TrackSummary) => ReactNode;
}

const Details = ({ track, actions }: FilledProps) => {
  const length = track.duration_ms ? formatDuration(track.duration_ms) : null;
  return (
    <div className={classes.details}>
      <h1 className={classes.title}>
        {formatTitle(track)} {track.is_explicit && <ExplicitMark />}
      </h1>
      <p className={classes.artist}>
        <ArtistLinks artists={track.artists} />
      </p>
      <p className={classes.album}>
        <AlbumAndYearLinks track={track} />
        {formatAlbumAndYear(track) && length && " · "}
        {length}
      </p>
      {track.genres.length > 0 && (
        <p className={classes.genres}>
          <GenreLinks genres={track.genres.slice(0, 4)} />
        </p>
      )}
      {track.spotify_url && <SpotifyLink address={track.spotify_url} />}
      <div className={classes.actions}>{actions(track)}</div>
    </div>
  );
};

const Filled = ({ track, actions }: FilledProps) => {
  useDocumentTitle(`${formatTrackName(track)} – Segue`);
  return (
    <header className={classes.header}>
      <div className={classes.cover}>
        <Cover
          track={track}
          size="large"
          alt={`Cover of ${track.album?.album_name ?? formatTitle(track)}`}
          eager
        />
      </div>
      <Details track={track} actions={actions} />
      <AudioFeatures track={track} />
    </header>
  );
};

interface TrackHeaderProps extends Pick<FilledProps, "actions"> {
  track_id: string;
}

export const TrackHeader = ({ track_id, actions }: TrackHeaderProps) => (
  <QueryView
    query={trackQuery(track_id)}
    loading={<LoadingSkeleton />}
    empty="There is no data on this song."
    isEmpty={(track) => !track.track_id}
  >
    {(track) => <Filled track={track} actions={actions} />}
  </QueryView>
);
