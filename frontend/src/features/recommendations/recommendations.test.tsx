/** The ten that follow: the four states, the reasons, and rows that are turned down. */
import { screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { TrackSummary } from "@/lib/answers";
import { fourteen, recommendation } from "@/testing/catalogue";
import { answer, fail, neverAnswer } from "@/testing/server";
import { show } from "@/testing/show";
import { inWords, meaningOf, PARTS, sharesOf } from "./contributions";
import { Recommendations } from "./Recommendations";

const PATH = "/api/v1/tracks/:track_id/recommendations";

const showList = (isTurnedDown: (track: TrackSummary) => boolean = () => false) =>
  show(
    <Recommendations
      track_id="t1"
      onTune={() => undefined}
      isTurnedDown={isTurnedDown}
      actions={(track) => <button type="button">Verdict on {track.track_id}</button>}
    />,
  );

const titles = async (): Promise<(string | null)[]> =>
  (await screen.findAllByRole("heading", { level: 3 })).map(
    (title) => title.textContent,
  );

describe("Recommendations, in their four states", () => {
  it("wait in the shape of ten rows", async () => {
    neverAnswer(PATH);
    showList();
    expect(await screen.findByText("Loading")).toBeInTheDocument();
    expect(
      screen.getByRole("heading", { name: "Ten that follow" }),
    ).toBeInTheDocument();
  });

  it("say when nothing follows", async () => {
    answer(PATH, { ...fourteen, items: [] });
    showList();
    expect(
      await screen.findByText(/nothing follows from this song/i),
    ).toBeInTheDocument();
  });

  it("say what failed", async () => {
    fail(PATH);
    showList();
    expect(await screen.findByRole("alert")).toHaveTextContent("Met no such track");
  });

  it("are ten, in order, each with its cover, artist, reason and actions", async () => {
    answer(PATH, fourteen);
    showList();
    expect(await titles()).toEqual(
      Array.from({ length: 10 }, (_, index) => `Follower ${index + 1}`),
    );
    const row = screen
      .getAllByRole("listitem")
      .find((item) => item.dataset.row === "r2");
    const inRow = within(row as HTMLElement);
    expect(inRow.getByText("Night Ferry · Low Tide, 1994")).toBeInTheDocument();
    expect(
      inRow.getByText("Listed together with Glass Lanterns, similar energy"),
    ).toBeInTheDocument();
    expect(row?.querySelector("img")).toHaveAttribute("src", "/covers/b1.svg");
    expect(inRow.getByRole("img", { name: /made of/i })).toHaveAccessibleName(
      "Made of taste 51%, playlists 25%, sound 20%, popularity 4%",
    );
    expect(inRow.getByRole("link", { name: /more like this/i })).toHaveAttribute(
      "href",
      "/tracks/r2",
    );
    expect(inRow.queryByRole("link", { name: /spotify/i })).not.toBeInTheDocument();
    expect(inRow.getByText("Verdict on r2")).toBeInTheDocument();
    expect(document.getElementById("announcements")).toHaveTextContent(
      "10 songs follow from Glass Lanterns by Night Ferry",
    );
  });
});

describe("Recommendations", () => {
  it("fill the place of a row that is turned down", async () => {
    answer(PATH, fourteen);
    showList((track) => track.track_id === "r3");
    const shown = await titles();
    expect(shown).toHaveLength(10);
    expect(shown).not.toContain("Follower 3");
    expect(shown.at(-1)).toBe("Follower 11");
  });

  it("say why the list is short", async () => {
    const items = [recommendation(1), recommendation(2)];
    answer(PATH, { ...fourteen, items, short_because: "only 2 tracks are near" });
    showList();
    expect(await screen.findByText("only 2 tracks are near")).toBeInTheDocument();
  });

  it("open the parts of a score as numbers", async () => {
    answer(PATH, fourteen);
    const { user } = showList();
    const [why] = await screen.findAllByRole("button", { name: /^why/i });
    expect(why).toHaveAttribute("aria-expanded", "false");
    await user.click(why as HTMLElement);
    expect(why).toHaveAttribute("aria-expanded", "true");
    expect(screen.getByText(/118 BPM beside 120/)).toBeVisible();
    expect(screen.getByText("0.500")).toBeVisible();
    expect(screen.getByText("Score 0.990, similarity 0.90")).toBeVisible();
  });
});

describe("the parts of a score", () => {
  it("mean what they do: add, add nothing, or count against", () => {
    const [taste] = PARTS;
    const meanings = [0.3, 0, -0.2].map((value) => taste && meaningOf(taste, value));
    expect(meanings).toEqual([
      "people who play one tend to play the other",
      "this adds nothing",
      "this counts against it",
    ]);
  });

  it("are shares of what adds, and what takes away is none", () => {
    const shares = sharesOf({
      sound: -0.5,
      taste: 0.3,
      artist: 0.1,
      co_occurrence: 0,
      prior: 0,
    });
    expect(shares).toEqual({
      sound: 0,
      taste: 0.3 / 0.4,
      artist: 0.1 / 0.4,
      co_occurrence: 0,
      prior: 0,
    });
  });

  it("are all 0 when nothing adds", () => {
    const none = { sound: 0, taste: 0, artist: 0, co_occurrence: 0, prior: 0 };
    expect(sharesOf(none)).toEqual(none);
    expect(inWords(none)).toBe("");
  });
});
