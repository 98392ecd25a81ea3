/** The groups of results: each kind by its name, and the page that it opens. */
import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Album } from "@/lib/api-types";
import { lanterns, makeAlbum, makeSearchResults } from "@/testing/fixtures";
import { respond } from "@/testing/mock-server";
import { renderWithProviders } from "@/testing/test-utils";
import { Search } from "./Search";

const SEARCH = "/api/v1/search";
const box = () => screen.findByRole("combobox", { name: /search songs/i });

describe("Search, over all kinds", () => {
  const artist = { artist_id: "a1", artist_name: "Night Ferry" };
  const results = {
    ...makeSearchResults([lanterns], {
      artists: [artist],
      albums: [{ album: makeAlbum("/covers/b1.svg") as Album, artists: [artist] }],
      genres: ["night folk"],
      playlists: [
        {
          playlist_id: "p1",
          playlist_name: "Night drive",
          owner_name: "ann",
          number_of_tracks: 31,
        },
      ],
    }),
    tracks: [{ track: lanterns, number_of_versions: 4 }],
  };

  it("groups what it found, and folds the versions of a song", async () => {
    respond(SEARCH, results);
    const { user } = renderWithProviders(<Search />);
    await user.type(await box(), "night");
    const groups = await screen.findAllByRole("group");
    const shown = groups.map((group) => [
      group.getAttribute("aria-label"),
      within(group)
        .getAllByRole("option")
        .map((option) => option.firstChild?.textContent),
    ]);
    expect(shown).toEqual([
      ["Songs", ["Glass Lanterns by Night Ferry, 1994, 4 versions"]],
      ["Artists", ["Night Ferry"]],
      ["Albums", ["Low Tide, Night Ferry"]],
      ["Genres", ["night folk"]],
      ["Playlists", ["Night drive, by ann, 31 songs"]],
    ]);
  });

  it("has the kind first that is called like the text", async () => {
    respond(SEARCH, results);
    const { user } = renderWithProviders(<Search />);
    await user.type(await box(), "night FERRY");
    const [first] = await screen.findAllByRole("group");
    expect(first).toHaveAccessibleName("Artists");
  });

  it.each([
    [2, "/artists/a1"],
    [3, "/albums/b1"],
    [4, "/genres/night folk"],
    [5, "/playlists/p1"],
  ])("opens the page of option %i with the arrows", async (number, path) => {
    respond(SEARCH, results);
    const { user, getPathname } = renderWithProviders(<Search />);
    await user.type(await box(), "night");
    await screen.findAllByRole("option");
    await user.keyboard(`${"{ArrowDown}".repeat(number)}{Enter}`);
    await waitFor(() => expect(decodeURI(getPathname())).toBe(path));
  });
});
