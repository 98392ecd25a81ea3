/** The page of an album: its songs, and how they sound. */
import { ArtistLinks } from "@/components/EntityLinks";
import { QueryView } from "@/components/QueryView";
import { formatAlbumName } from "@/lib/named-things";
import { EntityHeader } from "./EntityHeader";
import { DiscoverLink, PageSkeleton } from "./Page";
import { albumQuery } from "./queries";
import { Section } from "./Section";
import { type ListActions, SongRows } from "./SongRows";
import { Sound } from "./Sound";

/** A few songs stand for an album, which is no seed itself. */
const MAX_SEEDS = 10;

interface AlbumViewProps {
  album_id: string;
  listActions?: ListActions;
}

export const AlbumView = ({ album_id, listActions }: AlbumViewProps) => (
  <QueryView query={albumQuery(album_id)} loading={<PageSkeleton />}>
    {({ album, artists, label, tracks, ...portrait }) => (
      <>
        <EntityHeader
          kind={["Album", label].filter(Boolean).join(" · ")}
          name={formatAlbumName(album)}
          cover={{ track_id: album_id, track_name: album.album_name, album }}
          by={<ArtistLinks artists={artists} />}
          portrait={portrait}
          actions={
            tracks.length > 0 && (
              <DiscoverLink
                seeds={tracks
                  .slice(0, MAX_SEEDS)
                  .map(({ track_id }) => `track:${track_id}`)}
              >
                Discover from here
              </DiscoverLink>
            )
          }
        />
        <Section title="Songs">
          {tracks.length > 0 ? (
            <>
              {listActions?.(formatAlbumName(album), tracks)}
              <SongRows
                rows={tracks.map((track) => ({ key: track.track_id, track }))}
              />
            </>
          ) : (
            <p>No song of this album is in the catalogue.</p>
          )}
        </Section>
        <Sound portrait={portrait} />
      </>
    )}
  </QueryView>
);
