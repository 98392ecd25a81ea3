/** Spotify's player after a yes, and the plays that the warehouse keeps. */
import { fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { respond } from "@/testing/mock-server";
import { EMBED, listen, PATH, playAll, recordPlays, upTo } from "./listen-fixtures";
import { stopQueue } from "./queue";

beforeEach(() => window.localStorage.clear());
afterEach(() => stopQueue());

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
