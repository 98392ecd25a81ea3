/** Tuning a list: what an address may say, what is asked for, and the songs from one's likes. */
import { screen, waitFor } from "@testing-library/react";
import { delay, HttpResponse, http } from "msw";
import { useState } from "react";
import { beforeEach, describe, expect, it } from "vitest";
import type { WishBody, WishList } from "@/lib/answers";
import { fourteen, recommendation } from "@/testing/catalogue";
import { answer, server } from "@/testing/server";
import { show } from "@/testing/show";
import { ForYou } from "./ForYou";
import { Recommendations } from "./Recommendations";
import { type Filters, filtersOf, type Tuning, tuningOf, wishOf } from "./tuning";

const WISH = "/api/v1/recommendations";
const wishList = (more: Partial<WishList> = {}): WishList => ({
  items: Array.from({ length: 24 }, (_, index) => recommendation(index + 1)),
  model_version: "1",
  short_because: null,
  unknown_seeds: [],
  ...more,
});

/** Answer every wish; what was wished for is returned as it comes in. */
const answerWishes = (list: WishList): WishBody[] => {
  const wishes: WishBody[] = [];
  server.use(
    http.post(WISH, async ({ request }) => {
      wishes.push((await request.json()) as WishBody);
      return HttpResponse.json(list);
    }),
  );
  return wishes;
};

/** Keeps what is tuned, as the address does in the app. */
const Tuned = ({ first = {} }: { first?: Tuning & Filters }) => {
  const [search, setSearch] = useState(first);
  return (
    <ForYou
      tuning={tuningOf({ ...search })}
      filters={filtersOf({ ...search })}
      onTune={(tuning, filters) => setSearch({ ...tuning, ...filters })}
      isTurnedDown={(track) => track.track_id === "r2"}
      actions={(track) => <span>Verdict on {track.track_id}</span>}
    />
  );
};

beforeEach(() => {
  answer("/api/v1/genres", {
    items: [{ genre: "dream pop", number_of_tracks: 1200 }],
    number_of_genres: 1,
  });
});

describe("an address", () => {
  it("is read as far as it makes sense", () => {
    expect(tuningOf({ diversity: 0.4, artist_cap: 2, feedback: "off" })).toEqual({
      diversity: 0.4,
      artist_cap: 2,
      feedback: "off",
    });
    expect(
      tuningOf({ diversity: 7, artist_cap: 1.5, feedback: "on", other: 1 }),
    ).toEqual({});
    expect(tuningOf({ diversity: 0 })).toEqual({});
    expect(
      filtersOf({ year_min: 1990, year_max: "x", genre: "", explicit: "maybe" }),
    ).toEqual({ year_min: 1990 });
  });

  it("becomes a wish without seeds", () => {
    expect(wishOf({}, {}, 24)).toEqual({ limit: 24, filters: {} });
    expect(
      wishOf(
        { diversity: 0.5, artist_cap: 2 },
        { year_max: 1999, genre: "house", explicit: "no" },
        24,
      ),
    ).toEqual({
      limit: 24,
      diversity: 0.5,
      artist_cap: 2,
      filters: { year: { max: 1999 }, genres: ["house"], is_explicit: false },
    });
    expect(wishOf({}, { explicit: "only" }, 1).filters?.is_explicit).toBe(true);
  });
});

describe("the list of a song", () => {
  const path = "/api/v1/tracks/:track_id/recommendations";

  it("is asked for as it is tuned", async () => {
    const asked = answer(path, fourteen);
    show(
      <Recommendations
        track_id="t1"
        tuning={{ diversity: 0.3, artist_cap: 1, feedback: "off" }}
        onTune={() => undefined}
        isTurnedDown={() => false}
        actions={() => null}
      />,
    );
    await screen.findByRole("heading", { name: "Follower 1" });
    expect(Object.fromEntries(asked[0]?.searchParams ?? [])).toEqual({
      limit: "14",
      diversity: "0.3",
      artist_cap: "1",
      use_feedback: "false",
    });
    expect(screen.getByRole("slider", { name: "Variety" })).toHaveAttribute(
      "aria-valuetext",
      "30%",
    );
  });

  it("is tuned by the keyboard, one step at a time, and reset", async () => {
    answer(path, fourteen);
    const tuned: Tuning[] = [];
    const { user } = show(
      <Recommendations
        track_id="t1"
        tuning={{ artist_cap: 2 }}
        onTune={(tuning) => tuned.push(tuning)}
        isTurnedDown={() => false}
        actions={() => null}
      />,
    );
    (await screen.findByRole("slider", { name: "Variety" })).focus();
    await user.keyboard("{ArrowRight}");
    await user.selectOptions(screen.getByLabelText("Songs of one artist"), "At most 3");
    await user.click(screen.getByLabelText("My likes and dislikes move it"));
    await user.click(screen.getByRole("button", { name: "Reset" }));
    expect(tuned).toEqual([
      { artist_cap: 2, diversity: 0.05 },
      { artist_cap: 3 },
      { artist_cap: 2, feedback: "off" },
      {},
    ]);
  });
});

describe("ForYou, in its states", () => {
  it("waits", async () => {
    server.use(http.post(WISH, () => delay("infinite")));
    show(<Tuned />);
    expect(await screen.findByText("Loading")).toBeInTheDocument();
  });

  it("says what failed", async () => {
    server.use(
      http.post(WISH, () =>
        HttpResponse.json(
          { title: "Unprocessable", detail: "name a seed" },
          { status: 422 },
        ),
      ),
    );
    show(<Tuned />);
    expect(await screen.findByRole("alert")).toHaveTextContent("Name a seed");
  });

  it("says why there is no song at all", async () => {
    answerWishes(
      wishList({ items: [], short_because: "Only 0 of the 24 can be given" }),
    );
    show(<Tuned />);
    expect(await screen.findByText(/^Only 0 of the 24/)).toBeInTheDocument();
  });

  it("shows exactly twenty, without what was turned down", async () => {
    answerWishes(wishList());
    show(<Tuned />);
    const titles = await screen.findAllByRole("heading", { level: 3 });
    expect(titles).toHaveLength(20);
    expect(screen.queryByText("Verdict on r2")).not.toBeInTheDocument();
    expect(document.getElementById("announcements")).toHaveTextContent(
      "20 songs for you",
    );
  });

  it("says why there are fewer than twenty", async () => {
    const short_because = "Only 1 of the 24 tracks asked for can be given";
    answerWishes(wishList({ items: [recommendation(1)], short_because }));
    show(<Tuned />);
    expect(await screen.findByText(short_because)).toBeInTheDocument();
  });
});

describe("ForYou", () => {
  it("asks again with every filter, and without any when it is reset", async () => {
    const wishes = answerWishes(wishList());
    const { user } = show(<Tuned first={{ year_min: 1990 }} />);
    await user.selectOptions(
      await screen.findByLabelText("Genre"),
      await screen.findByRole("option", { name: "dream pop (1,200)" }),
    );
    await user.type(screen.getByLabelText("To year"), "1999{Enter}");
    await user.selectOptions(screen.getByLabelText("Words"), "None explicit");
    await waitFor(() =>
      expect(wishes.at(-1)?.filters).toEqual({
        year: { min: 1990, max: 1999 },
        genres: ["dream pop"],
        is_explicit: false,
      }),
    );
    await user.click(screen.getByRole("button", { name: "Reset" }));
    await waitFor(() => expect(wishes.at(-1)).toEqual({ limit: 24, filters: {} }));
    expect(screen.getByText("Tune this list")).toHaveFocus();
  });
});
