/** Queries for more by the artist of a song, and for popular songs to start from. */
import { queryOptions } from "@tanstack/react-query";
import { http, unwrap } from "@/lib/http";
import { LOOK_FOR_A_BUILD_MS, lacksBuild } from "@/lib/query-client";

const NUMBER_OF_STARTERS = 12;
// more than the page shows: rejected songs are hidden
const NUMBER_BY_ARTIST = 20;

/** Songs by an artist without one of them, of which other editions are left out, too. */
export const moreByArtistQuery = (artist_id: string, without: string) =>
  queryOptions({
    queryKey: ["artist-tracks", artist_id, without],
    queryFn: ({ signal }) => {
      const params = {
        path: { artist_id },
        query: { without, limit: NUMBER_BY_ARTIST },
      };
      return unwrap(http.GET("/api/v1/artists/{artist_id}/tracks", { params, signal }));
    },
  });

/** Without a search text, the server returns its popular tracks. */
export const startersQuery = () =>
  queryOptions({
    queryKey: ["starters"],
    queryFn: ({ signal }) => {
      const params = { query: { limit: NUMBER_OF_STARTERS } };
      return unwrap(http.GET("/api/v1/tracks", { params, signal }));
    },
    refetchInterval: ({ state }) =>
      (lacksBuild(state.error) || state.data?.items.length === 0) &&
      LOOK_FOR_A_BUILD_MS,
  });
