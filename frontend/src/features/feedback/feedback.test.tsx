/** Verdicts: optimistic updates, undo, rollback on failure, and erasing. */
import { screen, waitFor } from "@testing-library/react";
import { delay, HttpResponse, http } from "msw";
import { beforeEach, describe, expect, it } from "vitest";
import type { FeedbackItem, Verdict } from "@/lib/api-types";
import { lanterns, makePage, weather } from "@/testing/fixtures";
import { itShowsLoadingAndError } from "@/testing/four-states";
import {
  recordWrites,
  respond,
  respondNever,
  respondWithError,
  server,
} from "@/testing/mock-server";
import { renderWithProviders } from "@/testing/test-utils";
import { FeedbackList } from "./FeedbackList";
import { VerdictButtons } from "./VerdictButtons";

const PATH = "/api/v1/feedback";
const makeFeedbackItem = (track_id: string, verdict: Verdict): FeedbackItem => ({
  track_id,
  verdict,
  updated_at: "2026-11-02T10:00:00Z",
  track: { ...lanterns, track_id },
});

const like = () => screen.findByRole("button", { name: /^like: glass lanterns/i });

describe("VerdictButtons", () => {
  beforeEach(() => {
    respond(PATH, makePage());
  });

  it("show a like before the server has confirmed it", async () => {
    server.use(http.put("/api/v1/feedback/:track_id", () => delay("infinite")));
    const { user } = renderWithProviders(<VerdictButtons track={lanterns} />);
    await user.click(await like());
    expect(await like()).toHaveAttribute("aria-pressed", "true");
  });

  it("send the verdict and refetch the list", async () => {
    const requests = respond(PATH, makePage());
    const writes = recordWrites();
    const { user } = renderWithProviders(<VerdictButtons track={lanterns} />);
    await user.click(await like());
    await waitFor(() => expect(writes).toEqual(["PUT t1 like"]));
    await waitFor(() => expect(requests.length).toBeGreaterThan(1));
  });

  it("undo with the button of the toast", async () => {
    const writes = recordWrites();
    const { user } = renderWithProviders(<VerdictButtons track={lanterns} />);
    await user.click(await like());
    expect(await screen.findByText("Liked “Glass Lanterns”")).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Undo" }));
    await waitFor(() => expect(writes.at(-1)).toBe("DELETE t1"));
    expect(await like()).toHaveAttribute("aria-pressed", "false");
    expect(screen.queryByText("Liked “Glass Lanterns”")).not.toBeInTheDocument();
  });

  it("undo with the keyboard", async () => {
    const writes = recordWrites();
    const { user } = renderWithProviders(<VerdictButtons track={lanterns} />);
    await user.click(await screen.findByRole("button", { name: /^never again/i }));
    await screen.findByRole("button", { name: "Undo" });
    await user.keyboard("{Control>}z{/Control}");
    await waitFor(() => expect(writes).toEqual(["PUT t1 never", "DELETE t1"]));
  });

  it("remove a verdict when its button is pressed again", async () => {
    respond(PATH, makePage(makeFeedbackItem("t1", "like")));
    const writes = recordWrites();
    const { user } = renderWithProviders(<VerdictButtons track={lanterns} />);
    await waitFor(async () =>
      expect(await like()).toHaveAttribute("aria-pressed", "true"),
    );
    await user.click(await like());
    await waitFor(() => expect(writes).toEqual(["DELETE t1"]));
  });

  it("roll back when the server rejects the verdict", async () => {
    respondWithError("/api/v1/feedback/:track_id", 422, "put");
    const { user, client } = renderWithProviders(<VerdictButtons track={lanterns} />);
    await waitFor(() => expect(client.isFetching()).toBe(0));
    respondNever(PATH);
    await user.click(await like());
    expect(
      await screen.findByText("The verdict was not saved. no such track"),
    ).toBeInTheDocument();
    expect(await like()).toHaveAttribute("aria-pressed", "false");
  });
});

describe("FeedbackList, in its four states", () => {
  itShowsLoadingAndError(PATH, <FeedbackList />);

  it("says that there is no feedback yet", async () => {
    respond(PATH, makePage());
    renderWithProviders(<FeedbackList />);
    expect(await screen.findByText(/no feedback yet/i)).toBeInTheDocument();
  });

  it("lists verdicts, also on a song that has left the catalogue", async () => {
    respond(
      PATH,
      makePage(makeFeedbackItem("t1", "like"), {
        ...makeFeedbackItem("t9", "never"),
        track: null,
      }),
    );
    renderWithProviders(<FeedbackList />);
    const [first, second] = await screen.findAllByRole("listitem");
    expect(first).toHaveTextContent("Glass LanternsNight FerryLiked");
    expect(second).toHaveTextContent("t9No longer in the catalogueNever again");
  });
});

describe("FeedbackList", () => {
  it("fetches all pages", async () => {
    server.use(
      http.get(PATH, ({ request }) =>
        HttpResponse.json(
          new URL(request.url).searchParams.get("cursor") === "c2"
            ? makePage(makeFeedbackItem("t2", "dislike"))
            : { items: [makeFeedbackItem("t1", "like")], next_cursor: "c2" },
        ),
      ),
    );
    renderWithProviders(<FeedbackList />);
    expect(await screen.findAllByRole("listitem")).toHaveLength(2);
  });

  it("filters by verdict", async () => {
    respond(
      PATH,
      makePage(makeFeedbackItem("t1", "like"), {
        ...makeFeedbackItem("t2", "dislike"),
        track: weather,
      }),
    );
    const { user } = renderWithProviders(<FeedbackList />);
    await user.click(await screen.findByRole("radio", { name: "Disliked" }));
    const rows = screen.getAllByRole("listitem");
    expect(rows).toHaveLength(1);
    expect(rows[0]).toHaveTextContent("Northern Weather");
  });

  it("erases one verdict, and undoes it", async () => {
    respond(PATH, makePage(makeFeedbackItem("t1", "like")));
    const writes = recordWrites();
    const { user } = renderWithProviders(<FeedbackList />);
    await user.click(
      await screen.findByRole("button", { name: /^erase the verdict/i }),
    );
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    await waitFor(() => expect(writes).toEqual(["DELETE t1", "PUT t1 like"]));
  });
});
