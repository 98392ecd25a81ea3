/** The artists that a person never wants to hear again, to be let in again. */
import { Button, Skeleton } from "@mantine/core";
import { useRef } from "react";
import { EraseIcon } from "@/components/Icons";
import { QueryView } from "@/components/QueryView";
import { useKeptFocus } from "@/components/useKeptFocus";
import type { Artist, ArtistFeedbackItem } from "@/lib/answers";
import { counted } from "@/lib/words";
import classes from "./FeedbackList.module.css";
import { refusedArtistsQuery } from "./queries";
import { artistNameOf, useRefusedArtists } from "./useRefusedArtists";

/** A verdict may outlive its artist: the id is all that is left then. */
const artistOf = (item: ArtistFeedbackItem): Artist =>
  item.artist ?? { artist_id: item.artist_id, artist_name: null };

const Filled = ({ items }: { items: ArtistFeedbackItem[] }) => {
  const { refuse } = useRefusedArtists();
  const list = useRef<HTMLUListElement>(null);
  useKeptFocus(
    list,
    items.map((item) => item.artist_id),
  );
  return (
    <ul ref={list} className={classes.list}>
      {items.map((item) => (
        <li key={item.artist_id} className={classes.artist} data-row={item.artist_id}>
          <div className={classes.words}>
            <strong>{artistNameOf(artistOf(item))}</strong>
            <span>
              {item.artist
                ? counted(item.number_of_tracks, "song left out", "songs left out")
                : "No longer in the catalogue"}
            </span>
          </div>
          <Button
            variant="default"
            size="compact-sm"
            leftSection={<EraseIcon size={16} />}
            aria-label={`Erase the verdict on ${artistNameOf(artistOf(item))}`}
            onClick={() => refuse(artistOf(item), false)}
          >
            Erase
          </Button>
        </li>
      ))}
    </ul>
  );
};

export const RefusedArtists = () => (
  <section aria-labelledby="refused">
    <h2 id="refused" className={classes.heading}>
      Artists you never want to hear again
    </h2>
    <QueryView
      query={refusedArtistsQuery()}
      loading={<Skeleton height={56} />}
      empty="None: the menu beside a recommendation keeps an artist out for good."
    >
      {(items) => <Filled items={items} />}
    </QueryView>
  </section>
);
