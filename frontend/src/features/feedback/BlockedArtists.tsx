/** The list of blocked artists, each with a button that unblocks it. */
import { Button, Skeleton } from "@mantine/core";
import { useRef } from "react";
import { EraseIcon } from "@/components/Icons";
import { QueryView } from "@/components/QueryView";
import { useRowFocusRecovery } from "@/components/useRowFocusRecovery";
import type { Artist, ArtistFeedbackItem } from "@/lib/api-types";
import { formatCount } from "@/lib/format";
import classes from "./FeedbackList.module.css";
import { blockedArtistsQuery } from "./queries";
import { formatArtistName, useBlockedArtists } from "./useBlockedArtists";

/** Return the artist, or only its id if it has left the catalogue. */
const getArtist = (item: ArtistFeedbackItem): Artist =>
  item.artist ?? { artist_id: item.artist_id, artist_name: null };

const ArtistRows = ({ items }: { items: ArtistFeedbackItem[] }) => {
  const { setBlocked } = useBlockedArtists();
  const list = useRef<HTMLUListElement>(null);
  useRowFocusRecovery(
    list,
    items.map((item) => item.artist_id),
  );
  return (
    <ul ref={list} className={classes.list}>
      {items.map((item) => (
        <li key={item.artist_id} className={classes.artist} data-row={item.artist_id}>
          <div className={classes.details}>
            <strong>{formatArtistName(getArtist(item))}</strong>
            <span>
              {item.artist
                ? formatCount(item.number_of_tracks, "song left out", "songs left out")
                : "No longer in the catalogue"}
            </span>
          </div>
          <Button
            variant="default"
            size="compact-sm"
            leftSection={<EraseIcon size={16} />}
            aria-label={`Erase the verdict on ${formatArtistName(getArtist(item))}`}
            onClick={() => setBlocked(getArtist(item), false)}
          >
            Erase
          </Button>
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
