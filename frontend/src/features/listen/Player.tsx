/** What plays a song: its file, else Spotify's player, else a sentence. */
import { useQuery } from "@tanstack/react-query";
import { SpotifyLink } from "@/components/SpotifyLink";
import type { TrackSummary } from "@/lib/api-types";
import { formatTrackName } from "@/lib/format";
import { useSpotifyPlayer } from "@/lib/preferences";
import { FilePlayer } from "./FilePlayer";
import classes from "./Listen.module.css";
import { playersQuery } from "./queries";
import { SpotifyPlayer } from "./SpotifyPlayer";
import { useKeptPlay } from "./useKeptPlay";

export const Player = ({ track, turn }: { track: TrackSummary; turn: number }) => {
  const { data, error } = useQuery(playersQuery(track.track_id));
  const [choice] = useSpotifyPlayer();
  const progress = useKeptPlay(track.track_id, turn);
  if (error)
    return (
      <p role="alert" className={classes.note}>
        {error.detail}
      </p>
    );
  if (!data) return <div className={classes.wait} />;
  if (data.file_url)
    return (
      <FilePlayer key={turn} track={track} address={data.file_url} {...progress} />
    );
  if (data.embed_url && choice !== "never")
    return (
      <SpotifyPlayer key={turn} track={track} address={data.embed_url} {...progress} />
    );
  return (
    <p className={classes.note}>
      {track.spotify_url ? (
        <SpotifyLink address={track.spotify_url} of={formatTrackName(track)} />
      ) : (
        "Nothing here can play this song: it is not at Spotify, and the folder SEGUE_LIBRARY of the server has no file of it."
      )}
    </p>
  );
};
