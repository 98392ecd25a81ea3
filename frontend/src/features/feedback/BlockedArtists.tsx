/** The list of blocked artists, each with a button that unblocks it. */
import { Skeleton } from "@mantine/core";
import { ArtistLink } from "@/components/EntityLinks";
import { QueryView } from "@/components/QueryView";
import { useRowFocusRecovery } from "@/components/useRowFocusRecovery";
import type { Artist, ArtistFeedbackItem } from "@/lib/api-types";
import { formatCount } from "@/lib/format";
import { EraseButton } from "./EraseButton";
import classes from "./FeedbackList.module.css";
import { blockedArtistsQuery } from "./queries";
import { formatArtistName, useBlockedArtists } from "./useBlockedArtists";

/** Return the artist, or only its id if it has left the catalogue. */
const getArtist = (item: ArtistFeedbackItem): Artist =>
  item.artist ?? { artist_id: item.artist_id, artist_name: null };

const ArtistRows = ({ items }: { items: ArtistFeedbackItem[] }) => {
  const { setBlocked } = useBlockedArtists();
  const ids = items.map((item) => item.artist_id);
  const list = useRowFocusRecovery<HTMLUListElement>(ids);
  return (
    <ul ref={list} className={classes.list}>
      {items.map((item) => (
        <li key={item.artist_id} className={classes.artist} data-row={item.artist_id}>
          <div className={classes.details}>
            <strong>
              {item.artist ? (
                <ArtistLink artist={item.artist} />
              ) : (
                formatArtistName(getArtist(item))
              )}
            </strong>
            <span>
              {item.artist
                ? formatCount(item.number_of_tracks, "song left out", "songs left out")
                : "No longer in the catalogue"}
            </span>
          </div>
          <EraseButton
            of={formatArtistName(getArtist(item))}
            onErase={() => setBlocked(getArtist(item), false)}
          />
        </li>
      ))}
    </ul>
  );
};

export const BlockedArtists = () => (
  <section aria-labelledby="blocked-artists">
    <h2 id="blocked-artists" className={classes.heading}>
      Blocked artists
    </h2>
    <QueryView
      query={blockedArtistsQuery()}
      loading={<Skeleton height={56} />}
      empty="No blocked artists: the menu beside a recommendation blocks an artist."
    >
      {(items) => <ArtistRows items={items} />}
    </QueryView>
  </section>
);
