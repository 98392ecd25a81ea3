/** The pages of artists, albums, genres, playlists and years. */
import { AlbumView } from "@/features/explore/AlbumView";
import { ArtistView } from "@/features/explore/ArtistView";
import { GenreView, YearView } from "@/features/explore/GroupViews";
import { PlaylistView } from "@/features/explore/PlaylistView";
import { BlockButton } from "@/features/feedback/BlockButton";
import type { TrackSummary } from "@/lib/api-types";
import { isYear } from "@/lib/format";
import { ListActions } from "./ListActions";
import { NotFoundPage } from "./NotFoundPage";
import classes from "./Pages.module.css";

const showListActions = (name: string, tracks: readonly TrackSummary[]) => (
  <div className={classes.listActions}>
    <ListActions name={name} tracks={tracks} />
  </div>
);

export const ArtistPage = ({ artist_id }: { artist_id: string }) => (
  <ArtistView
    artist_id={artist_id}
    actions={(artist) => <BlockButton artist={artist} />}
  />
);

export const AlbumPage = ({ album_id }: { album_id: string }) => (
  <AlbumView album_id={album_id} listActions={showListActions} />
);

export const GenrePage = ({ genre }: { genre: string }) => <GenreView genre={genre} />;

export const YearPage = ({ year }: { year: string }) =>
  isYear(year) ? <YearView year={Number(year)} /> : <NotFoundPage />;

export const PlaylistPage = ({ playlist_id }: { playlist_id: string }) => (
  <PlaylistView playlist_id={playlist_id} listActions={showListActions} />
);
