/** Keep an artist out for good, and let one in again: on screen at once, then at the server. */
import {
  type QueryClient,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { showToast } from "@/components/toasts";
import type { Artist, ArtistFeedbackItem, TrackSummary } from "@/lib/answers";
import { dataOf, http, type Problem } from "@/lib/http";
import { askAgain, VERDICT } from "./askAgain";
import { refusedArtistsQuery } from "./queries";

interface Change {
  artist: Artist;
  is_refused: boolean;
}

export const artistNameOf = (artist: Artist): string =>
  artist.artist_name ?? artist.artist_id;

const send = async ({ artist: { artist_id }, is_refused }: Change): Promise<void> => {
  const params = { path: { artist_id } };
  const path = "/api/v1/feedback/artists/{artist_id}";
  if (is_refused) await dataOf(http.PUT(path, { params, body: { verdict: "never" } }));
  else await dataOf(http.DELETE(path, { params }));
};

const patch = (client: QueryClient, { artist, is_refused }: Change): void => {
  client.setQueryData(
    refusedArtistsQuery().queryKey,
    (items: ArtistFeedbackItem[] = []) => {
      const others = items.filter((item) => item.artist_id !== artist.artist_id);
      if (!is_refused) return others;
      const item: ArtistFeedbackItem = {
        artist_id: artist.artist_id,
        verdict: "never",
        updated_at: new Date().toISOString(),
        artist,
        number_of_tracks: 0,
      };
      return [item, ...others];
    },
  );
};

const useChange = () => {
  const client = useQueryClient();
  return useMutation<void, Problem, Change>({
    ...VERDICT,
    mutationFn: send,
    onMutate: async (change) => {
      await client.cancelQueries(refusedArtistsQuery());
      patch(client, change);
    },
    onError: (problem, { artist, is_refused }) => {
      patch(client, { artist, is_refused: !is_refused });
      showToast(`The verdict was not saved. ${problem.detail}`);
    },
    onSettled: () => askAgain(client),
  });
};

export const useRefusedArtists = () => {
  const { data: items = [] } = useQuery(refusedArtistsQuery());
  const { mutate } = useChange();

  const isRefused = ({ artist_id }: Artist): boolean =>
    items.some((item) => item.artist_id === artist_id);

  const refuse = (artist: Artist, is_refused = true): void => {
    mutate({ artist, is_refused });
    const name = artistNameOf(artist);
    const said = is_refused
      ? `Nothing of ${name} will be recommended again`
      : `${name} may be recommended again`;
    showToast(said, () => mutate({ artist, is_refused: !is_refused }));
  };

  const isOfRefused = (track: TrackSummary): boolean => track.artists.some(isRefused);

  return { isRefused, isOfRefused, refuse };
};
