/** What can play a song, and the plays that the listener lets the warehouse keep. */
import { queryOptions } from "@tanstack/react-query";
import { http, unwrap } from "@/lib/http";

export const playersQuery = (track_id: string) =>
  queryOptions({
    queryKey: ["players", track_id],
    queryFn: ({ signal }) =>
      unwrap(
        http.GET("/api/v1/tracks/{track_id}/players", {
          params: { path: { track_id } },
          signal,
        }),
      ),
  });

export interface KeptPlay {
  play_id: string;
  track_id: string;
  started_at: string;
  played_ms: number;
  is_skipped: boolean;
}

/** Send a play, also while the page closes; sent again it is the same play. */
export const sendPlay = ({ play_id, ...body }: KeptPlay): Promise<unknown> =>
  unwrap(
    http.PUT("/api/v1/plays/{play_id}", {
      params: { path: { play_id } },
      body,
      keepalive: true,
    }),
  );
