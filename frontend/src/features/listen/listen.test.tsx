/** The bar that plays: its four states, and the queue. */
import { screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { respond, respondNever, respondWithError } from "@/testing/mock-server";
import { PATH, playAll, renderBar } from "./listen-fixtures";
import { createPlayClock } from "./play-clock";
import { getQueue, stopQueue } from "./queue";

beforeEach(() => window.localStorage.clear());
afterEach(() => stopQueue());

describe("createPlayClock", () => {
  it("counts what was played, and neither jumps nor pauses", () => {
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
