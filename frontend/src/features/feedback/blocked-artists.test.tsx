/** Artists kept out for good: from the menu of a song, undone, listed, and erased with the rest. */
import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import type { ArtistFeedbackItem, FeedbackItem } from "@/lib/api-types";
import { lanterns, sparseTrack } from "@/testing/fixtures";
import {
  recordArtistVerdicts,
  respond,
  respondNever,
  respondWithError,
} from "@/testing/mock-server";
import { renderWithProviders } from "@/testing/test-utils";
import { BlockedArtists } from "./BlockedArtists";
import { EraseAll } from "./EraseAll";
import { VerdictButtons } from "./VerdictButtons";

const PATH = "/api/v1/feedback/artists";
const updated_at = "2026-11-02T10:00:00Z";
const makeBlockedArtist = (
  artist_id: string,
  artist_name: string | null,
  number_of_tracks = 3,
): ArtistFeedbackItem => ({
  artist_id,
  verdict: "never",
  updated_at,
  artist: artist_name === null ? null : { artist_id, artist_name },
  number_of_tracks,
});
const makePage = (...items: (ArtistFeedbackItem | FeedbackItem)[]) => ({
  items,
  next_cursor: null,
});

beforeEach(() => {
  respond("/api/v1/feedback", makePage());
  respond(PATH, makePage());
});

describe("the menu of a song", () => {
  const openMenu = async (user: ReturnType<typeof renderWithProviders>["user"]) =>
    user.click(
      await screen.findByRole("button", { name: /^more about glass lanterns/i }),
    );

  it("keeps an artist out, and undoes that", async () => {
    const writes = recordArtistVerdicts();
    const { user } = renderWithProviders(<VerdictButtons track={lanterns} />);
    await openMenu(user);
    await user.click(
      await screen.findByRole("menuitem", { name: "Never again: Night Ferry" }),
    );
    expect(
      await screen.findByText("Nothing of Night Ferry will be recommended again"),
    ).toBeInTheDocument();
    await waitFor(() => expect(writes).toEqual(["PUT a1 never"]));
    await user.click(screen.getByRole("button", { name: "Undo" }));
    await waitFor(() => expect(writes).toEqual(["PUT a1 never", "DELETE a1"]));
  });

  it("lets in again an artist who is kept out", async () => {
    respond(PATH, makePage(makeBlockedArtist("a1", "Night Ferry")));
    const writes = recordArtistVerdicts();
    const { user, client } = renderWithProviders(<VerdictButtons track={lanterns} />);
    await waitFor(() =>
      expect(client.getQueryData(["blocked artists"])).toHaveLength(1),
    );
    await openMenu(user);
    await user.click(
      await screen.findByRole("menuitem", { name: "Allow again: Night Ferry" }),
    );
    await waitFor(() => expect(writes).toEqual(["DELETE a1"]));
  });

  it("says when it could not be saved", async () => {
    respondWithError(`${PATH}/:artist_id`, 422, "put");
    const { user, client } = renderWithProviders(<VerdictButtons track={lanterns} />);
    await openMenu(user);
    await user.click(await screen.findByRole("menuitem", { name: /^Never again/ }));
    expect(
      await screen.findByText("The verdict was not saved. met no such track"),
    ).toBeInTheDocument();
    expect(client.getQueryData(["blocked artists"])).toEqual([]);
  });

  it("is not there for a song without an artist", async () => {
    renderWithProviders(<VerdictButtons track={sparseTrack} />);
    await screen.findByRole("button", { name: /^like/i });
    expect(screen.queryByRole("button", { name: /^more/i })).not.toBeInTheDocument();
  });
});

describe("RefusedArtists, in its four states", () => {
  it("waits", async () => {
    respondNever(PATH);
    renderWithProviders(<BlockedArtists />);
    expect(await screen.findByText("Loading")).toBeInTheDocument();
  });

  it("says how an artist comes here", async () => {
    renderWithProviders(<BlockedArtists />);
    expect(await screen.findByText(/keeps an artist out for good/)).toBeInTheDocument();
  });

  it("says what failed", async () => {
    respondWithError(PATH);
    renderWithProviders(<BlockedArtists />);
    expect(await screen.findByRole("alert")).toHaveTextContent("Met no such track");
  });

  it("lists them with what they take away, also one who is gone, and lets them in", async () => {
    respond(
      PATH,
      makePage(
        makeBlockedArtist("a1", "Night Ferry"),
        makeBlockedArtist("a9", null, 0),
      ),
    );
    const writes = recordArtistVerdicts();
    const { user } = renderWithProviders(<BlockedArtists />);
    const rows = await screen.findAllByRole("listitem");
    expect(rows.map((row) => row.textContent)).toEqual([
      "Night Ferry3 songs left outErase",
      "a9No longer in the catalogueErase",
    ]);
    await user.click(
      screen.getByRole("button", { name: "Erase the verdict on Night Ferry" }),
    );
    await waitFor(() => expect(writes).toEqual(["DELETE a1"]));
  });
});

describe("EraseAll", () => {
  const likedTrack: FeedbackItem = {
    track_id: "t1",
    verdict: "like",
    updated_at,
    track: null,
  };

  it("erases songs and artists in one request, and only after asking", async () => {
    respond("/api/v1/feedback", makePage(likedTrack));
    respond(PATH, makePage(makeBlockedArtist("a1", "Night Ferry")));
    const writes = recordArtistVerdicts();
    const { user } = renderWithProviders(<EraseAll />);
    await user.click(await screen.findByRole("button", { name: "Erase all" }));
    const question = screen.getByRole("group", { name: "Erase all" });
    expect(writes).toEqual([]);
    await waitFor(() =>
      expect(question).toHaveTextContent("Erase 2 verdicts for good?"),
    );
    await user.click(within(question).getByRole("button", { name: "Erase" }));
    await waitFor(() => expect(writes).toEqual(["DELETE all"]));
    expect(
      await screen.findByText("Everything you said is erased"),
    ).toBeInTheDocument();
  });

  it("is not there when nothing was said", async () => {
    renderWithProviders(
      <>
        <EraseAll />
        <BlockedArtists />
      </>,
    );
    await screen.findByText(/keeps an artist out for good/);
    expect(screen.queryByRole("button", { name: "Erase all" })).not.toBeInTheDocument();
  });
});
