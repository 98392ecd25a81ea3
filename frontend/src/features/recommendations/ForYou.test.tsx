/** Recommendations from the listener's likes: the four states, tuning and filters. */
import { screen, waitFor } from "@testing-library/react";
import { delay, HttpResponse, http } from "msw";
import { useState } from "react";
import { beforeEach, describe, expect, it } from "vitest";
import type { RecommendationList, RecommendationRequest } from "@/lib/api-types";
import { makeRecommendation } from "@/testing/fixtures";
import { respond, server } from "@/testing/mock-server";
import { renderWithProviders } from "@/testing/test-utils";
import { ForYou } from "./ForYou";
import { type Filters, parseFilters, parseTuning, type Tuning } from "./tuning";

const PATH = "/api/v1/recommendations";
const makeRecommendationList = (
  more: Partial<RecommendationList> = {},
): RecommendationList => ({
  items: Array.from({ length: 20 }, (_, index) => makeRecommendation(index + 1)),
  model_version: "1",
  shortfall_reason: null,
  unknown_seeds: [],
  matched_seeds: [],
  ...more,
});

/** Respond to every request; the returned array collects the request bodies. */
const recordRequests = (list: RecommendationList): RecommendationRequest[] => {
  const requests: RecommendationRequest[] = [];
  server.use(
    http.post(PATH, async ({ request }) => {
      requests.push((await request.json()) as RecommendationRequest);
      return HttpResponse.json(list);
    }),
  );
  return requests;
};

/** ForYou with its tuning in state, where the app keeps it in the URL. */
const ForYouWithState = ({
  initialSearch = {},
}: {
  initialSearch?: Tuning & Filters;
}) => {
  const [search, setSearch] = useState(initialSearch);
  return (
    <ForYou
      tuning={parseTuning({ ...search })}
      filters={parseFilters({ ...search })}
      onTune={(tuning, filters) => setSearch({ ...tuning, ...filters })}
      rejectedAs={() => null}
      actions={(track) => <span>Verdict on {track.track_id}</span>}
    />
  );
};

beforeEach(() => {
  respond("/api/v1/genres", {
    items: [{ genre: "dream pop", number_of_tracks: 1200 }],
    number_of_genres: 1,
  });
});

describe("ForYou, in its four states", () => {
  it("shows a skeleton while loading", async () => {
    server.use(http.post(PATH, () => delay("infinite")));
    renderWithProviders(<ForYouWithState />);
    expect(await screen.findByText("Loading")).toBeInTheDocument();
  });

  it("shows the error", async () => {
    server.use(
      http.post(PATH, () =>
        HttpResponse.json(
          { title: "Unprocessable", detail: "name a seed" },
          { status: 422 },
        ),
      ),
    );
    renderWithProviders(<ForYouWithState />);
    expect(await screen.findByRole("alert")).toHaveTextContent("Name a seed");
  });

  it("says why the list is empty", async () => {
    recordRequests(
      makeRecommendationList({
        items: [],
        shortfall_reason: "Only 0 of the 20 requested tracks can be recommended",
      }),
    );
    renderWithProviders(<ForYouWithState />);
    expect(await screen.findByText(/^No song fits: /)).toBeInTheDocument();
    expect(screen.getByText(/^Only 0 of the 20/)).toBeInTheDocument();
  });

  it("shows twenty rows", async () => {
    recordRequests(makeRecommendationList());
    renderWithProviders(<ForYouWithState />);
    const titles = await screen.findAllByRole("heading", { level: 3 });
    expect(titles).toHaveLength(20);
    expect(document.getElementById("announcements")).toHaveTextContent(
      "20 songs for you",
    );
  });

  it("says why there are fewer than twenty", async () => {
    const shortfall_reason = "Only 1 of the 20 requested tracks can be recommended";
    recordRequests(
      makeRecommendationList({ items: [makeRecommendation(1)], shortfall_reason }),
    );
    renderWithProviders(
      <ForYouWithState initialSearch={{ year_min: 1990, max_per_artist: 1 }} />,
    );
    expect(
      await screen.findByText(
        "Only 1 song fits, because you asked for songs from 1990 on, at most 1 song of an artist. With fewer limits the list is longer.",
      ),
    ).toBeInTheDocument();
    expect(screen.getByText(shortfall_reason)).toBeInTheDocument();
  });
});

describe("ForYou", () => {
  it("refetches with every filter, and without any after a reset", async () => {
    const requests = recordRequests(makeRecommendationList());
    const { user } = renderWithProviders(
      <ForYouWithState initialSearch={{ year_min: 1990 }} />,
    );
    await user.selectOptions(
      await screen.findByLabelText("Genre"),
      await screen.findByRole("option", { name: "dream pop (1,200)" }),
    );
    await user.type(screen.getByLabelText("To year"), "1999{Enter}");
    await user.selectOptions(
      screen.getByLabelText("Lyrics"),
      "Without explicit lyrics",
    );
    await waitFor(() =>
      expect(requests.at(-1)?.filters).toEqual({
        year: { min: 1990, max: 1999 },
        genres: ["dream pop"],
        is_explicit: false,
      }),
    );
    await user.click(screen.getByRole("button", { name: "Reset" }));
    await waitFor(() => expect(requests.at(-1)).toEqual({ limit: 20, filters: {} }));
    expect(screen.getByText("Tune this list")).toHaveFocus();
  });
});
