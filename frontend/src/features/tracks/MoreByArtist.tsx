/** Other songs by the artist of a song, as one row of cards. */
import { ArtistLink } from "@/components/EntityLinks";
import { QueryView } from "@/components/QueryView";
import { TrackGrid, TrackGridSkeleton } from "@/components/TrackGrid";
import type { TrackSummary } from "@/lib/api-types";
import { formatAlbumAndYear } from "@/lib/format";
import classes from "./MoreByArtist.module.css";
import { moreByArtistQuery } from "./queries";

const NUMBER_SHOWN = 6;
interface MoreByArtistProps {
  track: TrackSummary;
  /** Songs that the listener rejected are hidden. */
  isRejected: (track: TrackSummary) => boolean;
}

/** Renders nothing for a song without an artist, and for an artist without other songs. */
export const MoreByArtist = ({ track, isRejected }: MoreByArtistProps) => {
  const artist = track.artists[0];
  if (!artist?.artist_name) return null;
  return (
    <QueryView
      query={moreByArtistQuery(artist.artist_id, track.track_id)}
      loading={<TrackGridSkeleton number={NUMBER_SHOWN} className={classes.row} />}
    >
      {({ items }) => {
        const songs = items.filter((song) => !isRejected(song)).slice(0, NUMBER_SHOWN);
        if (songs.length === 0) return null;
        return (
          <section aria-labelledby="more-by-artist" className={classes.section}>
            <h2 id="more-by-artist">
              More by <ArtistLink artist={artist} />
            </h2>
            <TrackGrid
              tracks={songs}
              detail={formatAlbumAndYear}
              className={classes.row}
            />
          </section>
        );
      }}
    </QueryView>
  );
};
