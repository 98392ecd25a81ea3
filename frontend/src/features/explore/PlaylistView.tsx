/** The page of a playlist: its songs, what joined and left, and more like it. */
import { Button, Skeleton } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { QueryView } from "@/components/QueryView";
import type { PlaylistDetails } from "@/lib/api-types";
import { formatPlaylistName } from "@/lib/named-things";
import { EntityHeader } from "./EntityHeader";
import { DiscoverLink, PageSkeleton } from "./Page";
import {
  playlistChangesQuery,
  playlistQuery,
  playlistTracksQuery,
  songsQuery,
} from "./queries";
import { Section } from "./Section";
import { SongCards } from "./SongCards";
import { type ListActions, SongRows } from "./SongRows";
import { Sound } from "./Sound";
import classes from "./Views.module.css";

const formatDay = (instant: string): string =>
  new Date(instant).toLocaleDateString("en-GB", { dateStyle: "medium" });

interface SongsProps {
  playlist_id: string;
  name: string;
  listActions?: ListActions | undefined;
}

const Songs = ({ playlist_id, name, listActions }: SongsProps) => {
  const { data, error, hasNextPage, isFetching, fetchNextPage } = useInfiniteQuery(
    playlistTracksQuery(playlist_id),
  );
  if (error) return <p role="alert">The songs cannot be shown: {error.detail}</p>;
  if (!data) return <Skeleton height={280} />;
  const places = data.pages.flatMap(({ items }) => items);
  if (places.length === 0) return <p>No song of this playlist is in the catalogue.</p>;
  return (
    <>
      {listActions?.(
        name,
        places.map(({ track }) => track),
      )}
      <SongRows
        rows={places.map(({ track, added_at }, place) => ({
          key: `${place} ${track.track_id}`,
          track,
          end: added_at ? formatDay(added_at) : undefined,
        }))}
      />
      {hasNextPage && (
        <Button
          className={classes.more}
          variant="default"
          loading={isFetching}
          onClick={() => void fetchNextPage()}
        >
          More songs
        </Button>
      )}
    </>
  );
};

/** Renders nothing while nothing changed: most playlists were loaded once. */
const Changes = ({ playlist_id }: { playlist_id: string }) => {
  const { data } = useQuery(playlistChangesQuery(playlist_id));
  if (!data || data.items.length === 0) return null;
  return (
    <Section title="What joined and left">
      <SongRows
        rows={data.items.map(({ track, changed_at, has_left }) => ({
          key: `${track.track_id} ${changed_at} ${has_left}`,
          track,
          end: `${has_left ? "left" : "joined"} ${formatDay(changed_at)}`,
        }))}
      />
    </Section>
  );
};

interface FilledProps {
  playlist: PlaylistDetails;
  listActions?: ListActions | undefined;
}

const Filled = ({ playlist, listActions }: FilledProps) => {
  const { playlist_id, owner_name, number_of_recordings } = playlist;
  const name = formatPlaylistName(playlist);
  return (
    <>
      <EntityHeader
        kind="Playlist"
        name={name}
        cover={{ track_id: playlist_id, track_name: name, album: null }}
        by={owner_name && `by ${owner_name}`}
        portrait={playlist}
        actions={
          <DiscoverLink seeds={[`playlist:${playlist_id}`]}>More like it</DiscoverLink>
        }
      />
      <Section title="Songs">
        <Songs playlist_id={playlist_id} name={name} listActions={listActions} />
      </Section>
      <Changes playlist_id={playlist_id} />
      {number_of_recordings > 0 && (
        <Section title="More like it">
          <SongCards
            query={songsQuery({ seeds: [{ playlist_id }] })}
            empty="No other song is near to these."
          />
        </Section>
      )}
      <Sound portrait={playlist} />
    </>
  );
};

interface PlaylistViewProps {
  playlist_id: string;
  listActions?: ListActions;
}

export const PlaylistView = ({ playlist_id, listActions }: PlaylistViewProps) => (
  <QueryView query={playlistQuery(playlist_id)} loading={<PageSkeleton />}>
    {(playlist) => <Filled playlist={playlist} listActions={listActions} />}
  </QueryView>
);
