/** Recommendations for a track: the four states, the reasons and rejected rows. */
import { screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { makeRecommendation, tenRecommendations } from "@/testing/fixtures";
import { respond, respondNever, respondWithError } from "@/testing/mock-server";
import { renderWithProviders } from "@/testing/test-utils";
import {
  CONTRIBUTIONS,
  computeShares,
  describeAgainst,
  describeContribution,
  describeShares,
} from "./contributions";
import { TrackRecommendations } from "./TrackRecommendations";

const PATH = "/api/v1/tracks/:track_id/recommendations";

const renderList = () =>
  renderWithProviders(
    <TrackRecommendations
      track_id="t1"
      onTune={() => undefined}
      rejectedAs={() => null}
      actions={(track) => <button type="button">Verdict on {track.track_id}</button>}
    />,
  );

const titles = async (): Promise<(string | null)[]> =>
  (await screen.findAllByRole("heading", { level: 3 })).map(
    (title) => title.textContent,
  );

describe("TrackRecommendations, in its four states", () => {
  it("shows skeleton rows while loading", async () => {
    respondNever(PATH);
    renderList();
    expect(await screen.findByText("Loading")).toBeInTheDocument();
    expect(
      screen.getByRole("heading", { name: "Ten recommendations" }),
    ).toBeInTheDocument();
  });

  it("says when there are no recommendations", async () => {
    respond(PATH, { ...tenRecommendations, items: [], model_version: null });
    renderList();
    expect(
      await screen.findByText(/no recommendations for this song/i),
    ).toBeInTheDocument();
  });

  it("shows the error", async () => {
    respondWithError(PATH);
    renderList();
    expect(await screen.findByRole("alert")).toHaveTextContent("No such track");
  });

  it("shows ten rows in order, each with cover, artist, reason and actions", async () => {
    respond(PATH, tenRecommendations);
    renderList();
    expect(await titles()).toEqual(
      Array.from({ length: 10 }, (_, index) => `Follower ${index + 1}`),
    );
    const row = screen
      .getAllByRole("listitem")
      .find((item) => item.dataset.row === "r2");
    const inRow = within(row as HTMLElement);
    expect(row).toHaveTextContent("Night Ferry · Low Tide, 1994");
    const pages = ["Follower 2", "Night Ferry", "Low Tide", "1994"].map((name) =>
      inRow.getByRole("link", { name }).getAttribute("href"),
    );
    expect(pages).toEqual(["/tracks/r2", "/artists/a1", "/albums/b1", "/years/1994"]);
    expect(inRow.getByText("2 alike")).toBeInTheDocument();
    expect(row?.querySelector("img")).toHaveAttribute("src", "/covers/b1.svg");
    expect(inRow.getByRole("img", { name: /made of/i })).toHaveAccessibleName(
      "Made of taste 51%, shared playlists 25%, audio 20%, popularity 4%",
    );
    expect(
      screen.getByText("In a playlist with Glass Lanterns, similar energy"),
    ).toBeInTheDocument();
    expect(inRow.getByText("Match 90%")).toBeInTheDocument();
    expect(inRow.getByRole("link", { name: /more like this/i })).toHaveAttribute(
      "href",
      "/tracks/r2",
    );
    expect(inRow.queryByRole("link", { name: /spotify/i })).not.toBeInTheDocument();
    expect(inRow.getByText("Verdict on r2")).toBeInTheDocument();
    expect(document.getElementById("announcements")).toHaveTextContent(
      "10 recommendations for Glass Lanterns by Night Ferry",
    );
  });
});

describe("TrackRecommendations", () => {
  it("says why the list is short", async () => {
    const items = [makeRecommendation(1), makeRecommendation(2)];
    respond(PATH, {
      ...tenRecommendations,
      items,
      shortfall_reason: "only 2 tracks are near",
    });
    renderList();
    expect(
      await screen.findByText(/^Only 2 songs fit: all others are left out/),
    ).toBeInTheDocument();
    expect(screen.getByText("only 2 tracks are near")).toBeInTheDocument();
  });

  it("shows the contributions as numbers", async () => {
    respond(PATH, tenRecommendations);
    const { user } = renderList();
    const [why] = await screen.findAllByRole("button", { name: /^why/i });
    expect(why).toHaveAttribute("aria-expanded", "false");
    await user.click(why as HTMLElement);
    expect(why).toHaveAttribute("aria-expanded", "true");
    expect(
      screen.getByText("In a playlist with Glass Lanterns, 1 alike, similar energy"),
    ).toBeVisible();
    expect(screen.getByText("0.500")).toBeVisible();
    expect(
      screen.getByText(
        "Score 0.990, which orders the list; similarity 0.90, which is the match",
      ),
    ).toBeVisible();
  });
});

describe("contributions to a score", () => {
  it("are explained by their sign", () => {
    const [taste] = CONTRIBUTIONS;
    const meanings = [0.3, 0, -0.2].map(
      (value) => taste && describeContribution(taste, value),
    );
    expect(meanings).toEqual([
      "people who play one tend to play the other",
      "this adds nothing",
      "this counts against it",
    ]);
  });

  it("say that the artist is in the list already", () => {
    const repeat = CONTRIBUTIONS.find(({ key }) => key === "artist_repeat");
    expect(repeat && describeContribution(repeat, -0.2)).toBe(
      "its artist is in the list already",
    );
  });

  it("are shares of the positive ones, and negative ones are 0", () => {
    const shares = computeShares({
      audio: -0.5,
      taste: 0.3,
      artist: 0.1,
      co_occurrence: 0,
      popularity: 0,
      artist_repeat: 0,
    });
    expect(shares).toEqual({
      audio: 0,
      taste: 0.3 / 0.4,
      artist: 0.1 / 0.4,
      co_occurrence: 0,
      popularity: 0,
      artist_repeat: 0,
    });
  });

  it("that are negative are named as such", () => {
    const against = {
      audio: 0.3,
      taste: 0.3,
      artist: 0,
      co_occurrence: 0,
      popularity: -0.06,
      artist_repeat: 0,
    };
    expect(describeAgainst(against)).toBe(", less popularity 10%");
    expect(describeAgainst({ ...against, popularity: 0 })).toBe("");
  });

  it("are all 0 when none is positive", () => {
    const none = {
      audio: 0,
      taste: 0,
      artist: 0,
      co_occurrence: 0,
      popularity: 0,
      artist_repeat: 0,
    };
    expect(computeShares(none)).toEqual(none);
    expect(describeShares(none)).toBe("");
  });
});
