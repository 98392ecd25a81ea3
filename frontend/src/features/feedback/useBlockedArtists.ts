/** Block and unblock artists with optimistic updates. */
import {
  type QueryClient,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { showToast } from "@/components/toasts";
import type { Artist, ArtistFeedbackItem, TrackSummary } from "@/lib/api-types";
import { http, type Problem, unwrap } from "@/lib/http";
import { FEEDBACK_MUTATION, invalidateFeedback } from "./invalidateFeedback";
import { blockedArtistsQuery } from "./queries";

interface Change {
  artist: Artist;
  is_blocked: boolean;
}

export const formatArtistName = (artist: Artist): string =>
  artist.artist_name ?? artist.artist_id;

const saveChange = async ({
  artist: { artist_id },
  is_blocked,
}: Change): Promise<void> => {
  const params = { path: { artist_id } };
  const path = "/api/v1/feedback/artists/{artist_id}";
  if (is_blocked) await unwrap(http.PUT(path, { params, body: { verdict: "never" } }));
  else await unwrap(http.DELETE(path, { params }));
};

const updateCache = (client: QueryClient, { artist, is_blocked }: Change): void => {
  client.setQueryData(
    blockedArtistsQuery().queryKey,
    (items: ArtistFeedbackItem[] = []) => {
      const others = items.filter((item) => item.artist_id !== artist.artist_id);
      if (!is_blocked) return others;
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

const useSaveChange = () => {
  const client = useQueryClient();
  return useMutation<void, Problem, Change>({
    ...FEEDBACK_MUTATION,
    mutationFn: saveChange,
    onMutate: async (change) => {
      await client.cancelQueries(blockedArtistsQuery());
      updateCache(client, change);
    },
    onError: (problem, { artist, is_blocked }) => {
      updateCache(client, { artist, is_blocked: !is_blocked });
      showToast(`The verdict was not saved. ${problem.detail}`);
    },
    onSettled: () => invalidateFeedback(client),
  });
};

export const useBlockedArtists = () => {
  const { data: items = [] } = useQuery(blockedArtistsQuery());
  const { mutate } = useSaveChange();

  const isBlocked = ({ artist_id }: Artist): boolean =>
    items.some((item) => item.artist_id === artist_id);

  const setBlocked = (artist: Artist, is_blocked = true): void => {
    mutate({ artist, is_blocked });
    const name = formatArtistName(artist);
    const message = is_blocked ? `${name} is blocked` : `${name} is unblocked`;
    showToast(message, () => mutate({ artist, is_blocked: !is_blocked }));
  };

  const isByBlockedArtist = (track: TrackSummary): boolean =>
    track.artists.some(isBlocked);

  return { isBlocked, isByBlockedArtist, setBlocked };
};
