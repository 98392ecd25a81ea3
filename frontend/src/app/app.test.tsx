/** The whole app against a mock server: navigation, verdicts and preferences. */
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, RouterProvider } from "@tanstack/react-router";
import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, it } from "vitest";
import type { Verdict } from "@/lib/api-types";
import { createQueryClient } from "@/lib/query-client";
import {
  fourteenRecommendations,
  fullTrack,
  lanterns,
  makePage,
  makeTrack,
  makeTrackPage,
} from "@/testing/fixtures";
import { respond, respondWithError, server } from "@/testing/mock-server";
import { createAppRouter } from "./router";
import { colorSchemeManager } from "./theme";

/** Mock a server that stores verdicts, as the real one does. */
const storeVerdicts = (): Map<string, Verdict> => {
  const verdicts = new Map<string, Verdict>();
  const updated_at = "2026-11-02T10:00:00Z";
  server.use(
    http.put("/api/v1/feedback/:track_id", async ({ request, params }) => {
      const { verdict } = (await request.json()) as { verdict: Verdict };
      verdicts.set(String(params.track_id), verdict);
      return HttpResponse.json({ track_id: params.track_id, verdict, updated_at });
    }),
    http.delete("/api/v1/feedback/:track_id", ({ params }) => {
      verdicts.delete(String(params.track_id));
      return new HttpResponse(null, { status: 204 });
    }),
    http.get("/api/v1/feedback", () =>
      HttpResponse.json(
        makePage(
          ...[...verdicts].map(([track_id, verdict]) => ({
            track_id,
            verdict,
            updated_at,
            track: makeTrack(track_id, `Song ${track_id}`),
          })),
        ),
      ),
    ),
    http.get("/api/v1/tracks/:track_id/recommendations", ({ params }) => {
      if (params.track_id === "t1") number_of_lists += 1;
      const items = fourteenRecommendations.items.filter(
        ({ track }) =>
          !["dislike", "never"].includes(verdicts.get(track.track_id) ?? ""),
      );
      return HttpResponse.json({ ...fourteenRecommendations, items });
    }),
  );
  return verdicts;
};

const openApp = (path: string) => {
  const client = createQueryClient();
  const router = createAppRouter(
    client,
    createMemoryHistory({ initialEntries: [path] }),
  );
  render(
    <MantineProvider env="test" colorSchemeManager={colorSchemeManager}>
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>,
  );
  return { user: userEvent.setup(), router };
};

let verdicts: Map<string, Verdict>;
let number_of_lists = 0;

beforeEach(() => {
  number_of_lists = 0;
  verdicts = storeVerdicts();
  respond("/api/v1/tracks", makeTrackPage(lanterns));
  respond("/api/v1/tracks/:track_id", fullTrack);
  respond(
    "/api/v1/artists/:artist_id/tracks",
    makePage(makeTrack("m1", "Pale Harbour")),
  );
});

const shownIds = (): (string | undefined)[] =>
  [...document.querySelectorAll<HTMLElement>("[data-row]")].map(
    (row) => row.dataset.row,
  );

describe("the app", () => {
  it("opens a song from the home page and sets the document title", async () => {
    const { user, router } = openApp("/");
    await user.click(await screen.findByRole("link", { name: /glass lanterns/i }));
    await waitFor(() => expect(router.state.location.pathname).toBe("/tracks/t1"));
    expect(await screen.findByRole("heading", { level: 1 })).toHaveTextContent(
      "Glass Lanterns",
    );
    await waitFor(() => expect(document.title).toMatch(/^Glass Lanterns/));
    expect(screen.getByRole("main")).toHaveFocus();
  });

  it("shows more by the artist below the recommendations, and opens it", async () => {
    const { user, router } = openApp("/tracks/t1");
    const row = await screen.findByRole("region", { name: "More by Night Ferry" });
    await user.click(within(row).getByRole("link", { name: /pale harbour/i }));
    await waitFor(() => expect(router.state.location.pathname).toBe("/tracks/m1"));
  });

  it("removes a disliked song at once, fills the gap, and restores it on undo", async () => {
    const { user } = openApp("/tracks/t1");
    await waitFor(() => expect(shownIds()).toHaveLength(10));
    await user.click(screen.getByRole("button", { name: /^dislike: follower 3/i }));
    expect(shownIds()).toEqual([1, 2, 4, 5, 6, 7, 8, 9, 10, 11].map((n) => `r${n}`));
    await waitFor(() => expect(verdicts.get("r3")).toBe("dislike"));
    await waitFor(() => expect(number_of_lists).toBe(2));
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    await waitFor(() => expect(shownIds()).toContain("r3"));
    await waitFor(() => expect(verdicts.size).toBe(0));
    expect(shownIds()).toHaveLength(10);
  });

  it("moves the focus to the next row when the focused row is removed", async () => {
    const { user } = openApp("/tracks/t1");
    await waitFor(() => expect(shownIds()).toHaveLength(10));
    screen.getByRole("button", { name: /^never again: follower 2 /i }).focus();
    await user.keyboard("{Enter}");
    await waitFor(() =>
      expect(
        document.activeElement?.closest<HTMLElement>("[data-row]")?.dataset.row,
      ).toBe("r3"),
    );
  });

  it("lists the verdicts on the feedback page", async () => {
    verdicts.set("r1", "like");
    const { user } = openApp("/tracks/t1");
    await user.click(await screen.findByRole("link", { name: "Feedback" }));
    expect(await screen.findByRole("heading", { level: 1 })).toHaveTextContent(
      "Your feedback",
    );
    const row = (await screen.findByRole("link", { name: "Song r1" })).closest("li");
    expect(within(row as HTMLElement).getByText("Liked")).toBeInTheDocument();
  });

  it("shows one error for an unknown song", async () => {
    respondWithError("/api/v1/tracks/:track_id");
    respondWithError("/api/v1/tracks/:track_id/recommendations");
    openApp("/tracks/t0");
    await screen.findByText("No such track");
    await waitFor(() => expect(screen.getAllByRole("alert")).toHaveLength(1));
  });

  it("shows a not-found page for an unknown URL", async () => {
    openApp("/no/such/page");
    expect(await screen.findByRole("heading", { level: 1 })).toHaveTextContent(
      "There is no page here",
    );
  });

  it("stores the chosen colour scheme", async () => {
    const { user } = openApp("/feedback");
    await user.click(await screen.findByRole("button", { name: "Preferences" }));
    await user.click(await screen.findByRole("radio", { name: "Dark" }));
    expect(document.documentElement).toHaveAttribute(
      "data-mantine-color-scheme",
      "dark",
    );
    expect(window.localStorage.getItem("segue-color-scheme")).toBe("dark");
  });
});
