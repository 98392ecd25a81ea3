/** Block and unblock artists with optimistic updates. */
import { type QueryClient, useQuery } from "@tanstack/react-query";
import type { Artist, ArtistFeedbackItem, TrackSummary } from "@/lib/api-types";
import { http, unwrap } from "@/lib/http";
import { blockedArtistsQuery } from "./queries";
import { useFeedbackChange } from "./useFeedbackChange";

interface Change {
  artist: Artist;
  is_blocked: boolean;
}

export const formatArtistName = (artist: Artist): string =>
  artist.artist_name ?? artist.artist_id;

const save = ({ artist: { artist_id }, is_blocked }: Change): Promise<unknown> => {
  const params = { path: { artist_id } };
  const path = "/api/v1/feedback/artists/{artist_id}";
  return is_blocked
    ? unwrap(http.PUT(path, { params, body: { verdict: "never" } }))
    : unwrap(http.DELETE(path, { params }));
};

const updateCache = (client: QueryClient, { artist, is_blocked }: Change): void => {
  client.setQueryData(
    blockedArtistsQuery().queryKey,
    (items: ArtistFeedbackItem[] = []): ArtistFeedbackItem[] => {
      const others = items.filter((item) => item.artist_id !== artist.artist_id);
      if (!is_blocked) return others;
      const { artist_id } = artist;
      const updated_at = new Date().toISOString();
      const item = { artist_id, updated_at, artist, number_of_tracks: 0 };
      return [{ ...item, verdict: "never" }, ...others];
    },
  );
};

const invert = ({ artist, is_blocked }: Change): Change => ({
  artist,
  is_blocked: !is_blocked,
});

export const useBlockedArtists = () => {
  const { queryKey } = blockedArtistsQuery();
  const { data: items = [] } = useQuery(blockedArtistsQuery());
  const change = useFeedbackChange({ queryKey, save, updateCache, invert });

  const isBlocked = ({ artist_id }: Artist): boolean =>
    items.some((item) => item.artist_id === artist_id);

  const setBlocked = (artist: Artist, is_blocked: boolean): void =>
    change(
      { artist, is_blocked },
      {
        subject: `artist ${artist.artist_id}`,
        message: `${formatArtistName(artist)} is ${is_blocked ? "blocked" : "unblocked"}`,
        word: is_blocked ? "block" : "unblock",
      },
    );

  const isByBlockedArtist = (track: TrackSummary): boolean =>
    track.artists.some(isBlocked);

  return { isBlocked, isByBlockedArtist, setBlocked };
};
