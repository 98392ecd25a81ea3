/** The bar with a list of three songs, and the server's side of it, for tests. */
import { fireEvent, screen } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { makeTrack } from "@/testing/fixtures";
import { server } from "@/testing/mock-server";
import { renderWithProviders } from "@/testing/test-utils";
import { PlayAll, PlayButton } from "./PlayButton";
import { PlayerBar } from "./PlayerBar";

export const PATH = "/api/v1/tracks/:track_id/players";
export const EMBED = "https://open.spotify.com/embed/track/t1";
export const tracks = ["t1", "t2", "t3"].map((track_id) =>
  makeTrack(track_id, "Glass Lanterns"),
);

export interface Sent {
  play_id: string;
  track_id: string;
  played_ms: number;
  is_skipped: boolean;
}

export const recordPlays = (): Sent[] => {
  const sent: Sent[] = [];
  server.use(
    http.put("/api/v1/plays/:play_id", async ({ request, params }) => {
      const body = (await request.json()) as Omit<Sent, "play_id">;
      sent.push({ ...body, play_id: String(params.play_id) });
      return new HttpResponse(null, { status: 204 });
    }),
  );
  return sent;
};

export const renderBar = () =>
  renderWithProviders(
    <>
      <PlayAll name="A list" tracks={tracks} />
      <PlayButton name="A list" tracks={tracks} position={1} />
      <PlayerBar actions={(track) => <span>Verdict on {track.track_id}</span>} />
    </>,
  );

export const playAll = async () => {
  const { user } = renderBar();
  await user.click(await screen.findByRole("button", { name: "Play all" }));
  return { user, bar: await screen.findByRole("region", { name: "Player" }) };
};

export const listen = (audio: HTMLElement, ...seconds: number[]): void => {
  for (const currentTime of seconds) {
    Object.defineProperty(audio, "currentTime", {
      value: currentTime,
      configurable: true,
    });
    fireEvent.timeUpdate(audio);
  }
};

export const upTo = (end: number): number[] =>
  Array.from({ length: end }, (_, second) => second + 1);
