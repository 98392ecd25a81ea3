/** The page of an artist: songs, near artists, and how the songs sound. */
import { Skeleton } from "@mantine/core";
import type { ReactNode } from "react";
import { ArtistLink } from "@/components/EntityLinks";
import { QueryView } from "@/components/QueryView";
import type { Artist, TrackSummary } from "@/lib/api-types";
import { formatAlbumAndYear, formatArtistName, formatTitle } from "@/lib/format";
import { EntityHeader } from "./EntityHeader";
import { DiscoverLink, PageSkeleton } from "./Page";
import { artistQuery, artistSongsQuery, nearArtistsQuery } from "./queries";
import { Section } from "./Section";
import { SongCards } from "./SongCards";
import { Sound } from "./Sound";
import classes from "./Views.module.css";

/** Each song is of another artist: the artists are near, and the songs show why. */
const NearList = ({ tracks }: { tracks: readonly TrackSummary[] }) => (
  <ul className={classes.near}>
    {tracks.map((track) => {
      const [artist] = track.artists;
      return (
        artist && (
          <li key={track.track_id}>
            <ArtistLink artist={artist} />
            <span className={classes.detail}>{formatTitle(track)}</span>
          </li>
        )
      );
    })}
  </ul>
);

interface ArtistViewProps {
  artist_id: string;
  /** What may be done with an artist: never again. */
  actions: (artist: Artist) => ReactNode;
}

export const ArtistView = ({ artist_id, actions }: ArtistViewProps) => (
  <QueryView query={artistQuery(artist_id)} loading={<PageSkeleton />}>
    {({ artist, ...portrait }) => {
      const name = formatArtistName(artist);
      return (
        <>
          <EntityHeader
            kind="Artist"
            name={name}
            isRound
            cover={{ track_id: artist_id, track_name: name, album: null }}
            portrait={portrait}
            actions={
              <>
                <DiscoverLink seeds={[`artist:${artist_id}`]}>
                  Discover from here
                </DiscoverLink>
                {actions(artist)}
              </>
            }
          />
          <Section title="Songs">
            <SongCards
              query={artistSongsQuery(artist_id)}
              empty="No song of this artist is in the catalogue."
              detail={formatAlbumAndYear}
            />
          </Section>
          {portrait.number_of_recordings > 0 && (
            <Section
              title="Near artists"
              meaning="Of the songs that go with this artist’s, the best of each artist."
            >
              <QueryView
                query={nearArtistsQuery(artist_id)}
                loading={<Skeleton height={140} />}
                empty="No other artist is near."
              >
                {(tracks) => <NearList tracks={tracks} />}
              </QueryView>
            </Section>
          )}
          <Sound portrait={portrait} />
        </>
      );
    }}
  </QueryView>
);
