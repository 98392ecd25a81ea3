/** The bar that plays: what may play a song, the queue, and the plays that it keeps. */
import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { makeTrack } from "@/testing/fixtures";
import { respond, respondNever, respondWithError, server } from "@/testing/mock-server";
import { renderWithProviders } from "@/testing/test-utils";
import { PlayAll, PlayButton } from "./PlayButton";
import { PlayerBar } from "./PlayerBar";
import { createPlayClock } from "./play-clock";
import { getQueue, stopQueue } from "./queue";

const PATH = "/api/v1/tracks/:track_id/players";
const EMBED = "https://open.spotify.com/embed/track/t1";
const tracks = ["t1", "t2", "t3"].map((track_id) =>
  makeTrack(track_id, "Glass Lanterns"),
);

interface Sent {
  play_id: string;
  track_id: string;
  played_ms: number;
  is_skipped: boolean;
}

const recordPlays = (): Sent[] => {
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

const renderBar = () =>
  renderWithProviders(
    <>
      <PlayAll name="A list" tracks={tracks} />
      <PlayButton name="A list" tracks={tracks} position={1} />
      <PlayerBar actions={(track) => <span>Verdict on {track.track_id}</span>} />
    </>,
  );

const playAll = async () => {
  const { user } = renderBar();
  await user.click(await screen.findByRole("button", { name: "Play all" }));
  return { user, bar: await screen.findByRole("region", { name: "Player" }) };
};

const listen = (audio: HTMLElement, ...seconds: number[]): void => {
  for (const currentTime of seconds) {
    Object.defineProperty(audio, "currentTime", {
      value: currentTime,
      configurable: true,
    });
    fireEvent.timeUpdate(audio);
  }
};

const upTo = (end: number): number[] =>
  Array.from({ length: end }, (_, second) => second + 1);

beforeEach(() => window.localStorage.clear());
afterEach(() => {
  stopQueue();
  vi.useRealTimers();
});

describe("createPlayClock", () => {
  it("counts what was heard, and neither jumps nor pauses", () => {
    const clock = createPlayClock();
    for (const position_ms of [250, 500, 60_000, 60_250, 60_250, 10_000, 10_500])
      clock.report(position_ms);
    expect(clock.getPlayedMs()).toBe(250 + 250 + 250 + 500);
  });
});

describe("PlayerBar", () => {
  it("is not there until something plays", () => {
    renderBar();
    expect(screen.queryByRole("region", { name: "Player" })).not.toBeInTheDocument();
  });

  it("waits for an answer, with the song in sight", async () => {
    respondNever(PATH);
    const { bar } = await playAll();
    expect(bar).toHaveTextContent("1 of 3");
    expect(bar).toHaveTextContent("Verdict on t1");
  });

  it("shows the error", async () => {
    respondWithError(PATH);
    await playAll();
    expect(await screen.findByRole("alert")).toHaveTextContent("no such track");
  });

  it("says that nothing here can play a song", async () => {
    respond(PATH, { file_url: null, embed_url: null });
    const { bar } = await playAll();
    await waitFor(() => expect(bar).toHaveTextContent("Nothing here can play this"));
  });

  it("goes through the list, and stops at its ends", async () => {
    respond(PATH, { file_url: null, embed_url: null });
    const { user, bar } = await playAll();
    const button = (name: string) => within(bar).getByRole("button", { name });
    await user.click(button("Previous song"));
    expect(bar).toHaveTextContent("1 of 3");
    for (let click = 0; click < 4; click++) await user.click(button("Next song"));
    expect(bar).toHaveTextContent("3 of 3");
    await user.click(button("What comes next"));
    const items = within(bar).getAllByRole("listitem");
    expect(items[2]).toHaveAttribute("aria-current", "true");
    await user.click(within(items[0] as HTMLElement).getByRole("button"));
    expect(bar).toHaveTextContent("1 of 3");
    await user.click(button("Close the player"));
    expect(getQueue()).toBeNull();
  });

  it("plays one song of a list, and goes on from there", async () => {
    respond(PATH, { file_url: null, embed_url: null });
    const { user } = renderBar();
    await user.click(await screen.findByRole("button", { name: /^Play Glass/ }));
    expect(await screen.findByText("2 of 3")).toBeInTheDocument();
    expect(screen.getByRole("button", { name: /^Playing/ })).toBeInTheDocument();
  });
});

describe("The player of Spotify", () => {
  const frame = () => document.querySelector("iframe");

  beforeEach(() => {
    respond(PATH, { file_url: null, embed_url: EMBED });
  });

  it("is not loaded before the listener says so, and once is once", async () => {
    const { user } = await playAll();
    const once = await screen.findByRole("button", { name: "Once" });
    expect(frame()).toBeNull();
    await user.click(once);
    expect(frame()).toHaveAttribute("src", expect.stringContaining(EMBED));
    await user.click(screen.getByRole("button", { name: "Next song" }));
    expect(await screen.findByRole("button", { name: "Once" })).toBeInTheDocument();
    expect(frame()).toBeNull();
  });

  it("is never asked about again after never", async () => {
    const { user } = await playAll();
    await user.click(await screen.findByRole("button", { name: "Never" }));
    expect(screen.queryByRole("button", { name: "Once" })).not.toBeInTheDocument();
    expect(frame()).toBeNull();
    expect(window.localStorage.getItem("segue-spotify-player")).toBe('"never"');
  });

  it("is believed only if it is Spotify's own frame that reports", async () => {
    window.localStorage.setItem("segue-keeps-plays", "true");
    const sent = recordPlays();
    const { user } = await playAll();
    await user.click(await screen.findByRole("button", { name: "Use it" }));
    const report = (origin: string, source: unknown, position: number) =>
      window.dispatchEvent(
        Object.assign(new Event("message"), {
          origin,
          source,
          data: { type: "playback_update", payload: { position, duration: 200_000 } },
        }),
      );
    const own = frame()?.contentWindow;
    for (const second of upTo(31)) {
      report("https://evil.example", own, second * 1_000);
      report("https://open.spotify.com", window, second * 1_000);
    }
    expect(sent).toEqual([]);
    for (const second of upTo(31))
      report("https://open.spotify.com", own, second * 1_000);
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]).toMatchObject({ track_id: "t1", played_ms: 30_000 });
  });
});

describe("Plays that are kept", () => {
  const audio = () => screen.findByLabelText(/Glass Lanterns/, { selector: "audio" });

  beforeEach(() => {
    respond(PATH, { file_url: "/api/v1/tracks/t1/audio", embed_url: EMBED });
  });

  it("are none unless the listener agrees", async () => {
    const sent = recordPlays();
    const { user } = await playAll();
    listen(await audio(), ...upTo(40));
    await user.click(screen.getByRole("button", { name: "Next song" }));
    await audio();
    expect(sent).toEqual([]);
  });

  it("are sent after 30 s and at the end, under one id", async () => {
    window.localStorage.setItem("segue-keeps-plays", "true");
    const sent = recordPlays();
    await playAll();
    const first = await audio();
    listen(first, ...upTo(40));
    fireEvent.ended(first);
    await waitFor(() => expect(sent).toHaveLength(2));
    expect(sent.map(({ played_ms }) => played_ms)).toEqual([30_000, 40_000]);
    expect(new Set(sent.map(({ play_id }) => play_id)).size).toBe(1);
    expect(sent.at(-1)?.is_skipped).toBe(false);
    expect(await screen.findByText("2 of 3")).toBeInTheDocument();
  });

  it("are skips if the listener goes on, and none if the bar is closed", async () => {
    window.localStorage.setItem("segue-keeps-plays", "true");
    const sent = recordPlays();
    const { user } = await playAll();
    listen(await audio(), ...upTo(5));
    await user.click(screen.getByRole("button", { name: "Next song" }));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]).toMatchObject({
      track_id: "t1",
      played_ms: 5_000,
      is_skipped: true,
    });
    listen(await audio(), ...upTo(7));
    await user.click(screen.getByRole("button", { name: "Close the player" }));
    await waitFor(() => expect(sent).toHaveLength(2));
    expect(sent[1]).toMatchObject({
      track_id: "t2",
      played_ms: 7_000,
      is_skipped: false,
    });
  });
});
