/** The chosen song: who it is, a way to its page, and the start of a path. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Cover } from "@/components/Cover";
import { ArtistLinks } from "@/components/EntityLinks";
import { SpotifyLink } from "@/components/SpotifyLink";
import { formatTitle } from "@/lib/format";
import { trackQuery } from "@/lib/track-query";
import classes from "./Map.module.css";

interface SongCardProps {
  track_id: string;
  isOnMap: boolean;
  onClose: () => void;
  children: ReactNode;
}

export const SongCard = ({ track_id, isOnMap, onClose, children }: SongCardProps) => {
  const { data: song } = useQuery(trackQuery(track_id));
  if (!song) return null;
  return (
    <section className={classes.card} aria-label="Chosen song">
      <div className={classes.song}>
        <span className={classes.cover}>
          <Cover track={song} size="small" />
        </span>
        <p>
          <Link to="/tracks/$track_id" params={{ track_id }}>
            {formatTitle(song)}
          </Link>
          <span>
            <ArtistLinks artists={song.artists} />
          </span>
        </p>
      </div>
      {!isOnMap && (
        <p>This song has no place on the map: too little is known about it.</p>
      )}
      <p className={classes.actions}>
        {song.spotify_url && (
          <SpotifyLink address={song.spotify_url} of={formatTitle(song)} />
        )}
        <Button variant="default" size="compact-sm" onClick={onClose}>
          Let go of this song
        </Button>
      </p>
      {children}
    </section>
  );
};
