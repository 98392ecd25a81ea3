/** The sentence on what the recommendations come from. */
import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { CatalogueCounts } from "@/lib/api-types";
import { respond, respondWithError } from "@/testing/mock-server";
import { renderWithProviders } from "@/testing/test-utils";
import { CatalogueLine, describeCatalogue } from "./CatalogueLine";

const sourceOf = (source: string) => ({
  source,
  number_of_tracks: 1,
  number_of_playlists: 0,
  number_of_plays: 0,
});

const counts: CatalogueCounts = {
  number_of_tracks: 1300,
  number_of_recordings: 1250,
  number_of_artists: 312,
  number_of_albums: 40,
  number_of_genres: 3,
  number_of_playlists: 3,
  number_of_plays: 1204,
  sources: [sourceOf("playlists"), sourceOf("history"), sourceOf("lastfm")],
};

describe("CatalogueLine", () => {
  it("names playlists, plays, songs and sources", async () => {
    respond("/api/v1/catalogue", counts);
    renderWithProviders(<CatalogueLine />);
    expect(
      await screen.findByText(
        "From your 3 playlists and 1,204 plays, with 1,250 songs by 312 artists. Loaded from files of playlists, your export from Spotify and Last.fm.",
      ),
    ).toBeInTheDocument();
  });

  it("names what there is", () => {
    expect(
      describeCatalogue({ ...counts, number_of_plays: 0, number_of_playlists: 1 }),
    ).toMatch(/^From your 1 playlist, with/);
    expect(
      describeCatalogue({
        ...counts,
        number_of_plays: 0,
        number_of_playlists: 0,
        sources: [sourceOf("demo")],
      }),
    ).toBe("From how 1,250 songs by 312 artists sound. Loaded from the demo.");
  });

  it("says nothing of an empty warehouse, nor after an error", async () => {
    respond("/api/v1/catalogue", { ...counts, number_of_tracks: 0 });
    const { client } = renderWithProviders(<CatalogueLine />);
    await expect.poll(() => client.isFetching()).toBe(0);
    expect(screen.queryByText(/^From/)).toBeNull();
    respondWithError("/api/v1/catalogue");
    await client.resetQueries();
    expect(screen.queryByRole("alert")).toBeNull();
  });
});
