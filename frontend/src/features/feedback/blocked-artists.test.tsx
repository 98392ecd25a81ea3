/** Blocking artists: from the menu of a song, undo, list and erase. */
import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import type { ArtistFeedbackItem, FeedbackItem } from "@/lib/api-types";
import { lanterns, makePage, sparseTrack } from "@/testing/fixtures";
import { itShowsLoadingAndError } from "@/testing/four-states";
import { recordWrites, respond, respondWithError } from "@/testing/mock-server";
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

beforeEach(() => {
  respond("/api/v1/feedback", makePage());
  respond(PATH, makePage());
});

describe("ArtistMenu", () => {
  const openMenu = async (user: ReturnType<typeof renderWithProviders>["user"]) =>
    user.click(
      await screen.findByRole("button", { name: /^more about glass lanterns/i }),
    );

  it("blocks an artist, and undoes it", async () => {
    const writes = recordWrites();
    const { user } = renderWithProviders(<VerdictButtons track={lanterns} />);
    await openMenu(user);
    await user.click(
      await screen.findByRole("menuitem", { name: "Block Night Ferry" }),
    );
    expect(await screen.findByText("Night Ferry is blocked")).toBeInTheDocument();
    await waitFor(() => expect(writes).toEqual(["PUT a1 never"]));
    await user.click(screen.getByRole("button", { name: "Undo" }));
    await waitFor(() => expect(writes).toEqual(["PUT a1 never", "DELETE a1"]));
  });

  it("unblocks a blocked artist", async () => {
    respond(PATH, makePage(makeBlockedArtist("a1", "Night Ferry")));
    const writes = recordWrites();
    const { user, client } = renderWithProviders(<VerdictButtons track={lanterns} />);
    await waitFor(() =>
      expect(client.getQueryData(["blocked artists"])).toHaveLength(1),
    );
    await openMenu(user);
    await user.click(
      await screen.findByRole("menuitem", { name: "Unblock Night Ferry" }),
    );
    await waitFor(() => expect(writes).toEqual(["DELETE a1"]));
  });

  it("shows a message when the verdict was not saved", async () => {
    respondWithError(`${PATH}/:artist_id`, 422, "put");
    const { user, client } = renderWithProviders(<VerdictButtons track={lanterns} />);
    await openMenu(user);
    await user.click(await screen.findByRole("menuitem", { name: /^Block/ }));
    expect(
      await screen.findByText("The verdict was not saved. no such track"),
    ).toBeInTheDocument();
    expect(client.getQueryData(["blocked artists"])).toEqual([]);
  });

  it("is hidden for a song without an artist", async () => {
    renderWithProviders(<VerdictButtons track={sparseTrack} />);
    await screen.findByRole("button", { name: /^like/i });
    expect(screen.queryByRole("button", { name: /^more/i })).not.toBeInTheDocument();
  });
});

describe("BlockedArtists, in its four states", () => {
  itShowsLoadingAndError(PATH, <BlockedArtists />);

  it("explains how to block an artist", async () => {
    renderWithProviders(<BlockedArtists />);
    expect(await screen.findByText(/blocks an artist/)).toBeInTheDocument();
  });

  it("lists artists with their number of tracks, also an unknown one, and unblocks", async () => {
    respond(
      PATH,
      makePage(
        makeBlockedArtist("a1", "Night Ferry"),
        makeBlockedArtist("a9", null, 0),
      ),
    );
    const writes = recordWrites();
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

  it("erases songs and artists in one request, after a confirmation", async () => {
    respond("/api/v1/feedback", makePage(likedTrack));
    respond(PATH, makePage(makeBlockedArtist("a1", "Night Ferry")));
    const writes = recordWrites();
    const { user } = renderWithProviders(<EraseAll />);
    await user.click(await screen.findByRole("button", { name: "Erase all" }));
    const question = screen.getByRole("group", { name: "Erase all" });
    expect(writes).toEqual([]);
    await waitFor(() =>
      expect(question).toHaveTextContent("Erase 2 verdicts for good?"),
    );
    await user.click(within(question).getByRole("button", { name: "Erase" }));
    await waitFor(() => expect(writes).toEqual(["DELETE feedback"]));
    expect(await screen.findByText("All feedback is erased")).toBeInTheDocument();
  });

  it("is hidden when there is no feedback", async () => {
    renderWithProviders(
      <>
        <EraseAll />
        <BlockedArtists />
      </>,
    );
    await screen.findByText(/blocks an artist/);
    expect(screen.queryByRole("button", { name: "Erase all" })).not.toBeInTheDocument();
  });
});
