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
  fullTrack,
  lanterns,
  makePage,
  makeTrack,
  makeTrackPage,
  tenRecommendations,
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
    http.get("/api/v1/tracks/:track_id/recommendations", () => {
      const items = tenRecommendations.items.filter(
        ({ track }) =>
          !["dislike", "never"].includes(verdicts.get(track.track_id) ?? ""),
      );
      return HttpResponse.json({ ...tenRecommendations, items });
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

beforeEach(() => {
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

  it("keeps a disliked song in its place until the next list is shown", async () => {
    const { user } = openApp("/tracks/t1");
    await waitFor(() => expect(shownIds()).toHaveLength(10));
    await user.click(screen.getByRole("button", { name: /^dislike: follower 3 /i }));
    await waitFor(() => expect(verdicts.get("r3")).toBe("dislike"));
    const show = await screen.findByRole("button", { name: / after your dislike – / });
    expect(shownIds()).toEqual(
      tenRecommendations.items.map(({ track }) => track.track_id),
    );
    expect(screen.getByText("Disliked: gone from the next list")).toBeVisible();
    await user.click(show);
    expect(shownIds()).not.toContain("r3");
  });

  it("undoes a verdict in the row with its key, and the focus stays", async () => {
    const { user } = openApp("/tracks/t1");
    await waitFor(() => expect(shownIds()).toHaveLength(10));
    const never = screen.getByRole("button", { name: /^never again: follower 2 /i });
    never.focus();
    await user.keyboard("{Enter}");
    await waitFor(() => expect(verdicts.get("r2")).toBe("never"));
    const row = never.closest<HTMLElement>("[data-row]") as HTMLElement;
    expect(within(row).getByRole("button", { name: "Undo u" })).toBeVisible();
    await user.keyboard("u");
    await waitFor(() => expect(verdicts.size).toBe(0));
    expect(never).toHaveFocus();
    expect(
      within(row).queryByRole("button", { name: /^Undo/ }),
    ).not.toBeInTheDocument();
    expect(screen.getByText(/^Undone: “Follower 2” will never/)).toBeInTheDocument();
  });

  it("likes the song of the page", async () => {
    const { user } = openApp("/tracks/t1");
    await user.click(
      await screen.findByRole("button", { name: /^like: glass lanterns/i }),
    );
    await waitFor(() => expect(verdicts.get("t1")).toBe("like"));
  });

  it("lists the verdicts on the feedback page", async () => {
    verdicts.set("r1", "like");
    const { user } = openApp("/tracks/t1");
    await user.click(await screen.findByRole("link", { name: "Feedback" }));
    expect(
      await screen.findByRole("heading", { level: 1, name: "Your feedback" }),
    ).toBeInTheDocument();
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
