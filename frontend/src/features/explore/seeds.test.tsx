/** The seeds of Discover: added, turned round and removed, with their names. */
import { screen, waitFor, within } from "@testing-library/react";
import { useState } from "react";
import { beforeEach, describe, expect, it } from "vitest";
import { nightFerry, portrait } from "@/testing/explore-fixtures";
import { lanterns } from "@/testing/fixtures";
import { respond, respondWithError } from "@/testing/mock-server";
import { renderWithProviders } from "@/testing/test-utils";
import { DiscoverSeeds } from "./DiscoverSeeds";

const Seeds = ({ initial = [] }: { initial?: string[] }) => {
  const [seeds, setSeeds] = useState(initial);
  return (
    <>
      <DiscoverSeeds
        seeds={seeds}
        onChange={setSeeds}
        searchBox={(onPick) => (
          <>
            <input aria-label="Add" />
            <button
              type="button"
              onClick={() =>
                onPick({ kind: "track", track: lanterns, number_of_versions: 2 })
              }
            >
              Pick
            </button>
          </>
        )}
      />
      <output>{seeds.join(" ")}</output>
    </>
  );
};

const seedsNow = () => document.querySelector("output")?.textContent;

beforeEach(() => {
  respond("/api/v1/genres", {
    items: [{ genre: "dream pop", number_of_tracks: 9 }],
    number_of_genres: 1,
  });
});

describe("DiscoverSeeds", () => {
  it("adds what is picked once, by its name, without asking for it", async () => {
    const { user } = renderWithProviders(<Seeds />);
    await user.click(await screen.findByRole("button", { name: "Pick" }));
    await user.click(screen.getByRole("button", { name: "Pick" }));
    const chips = within(screen.getByRole("list", { name: "Seeds" }));
    expect(chips.getAllByRole("listitem")).toHaveLength(1);
    expect(chips.getByText("Glass Lanterns by Night Ferry")).toBeInTheDocument();
    expect(seedsNow()).toBe("track:t1");
  });

  it("suggests genres while there is no seed", async () => {
    const { user } = renderWithProviders(<Seeds />);
    await user.click(await screen.findByRole("button", { name: /dream pop/ }));
    expect(seedsNow()).toBe("genre:dream pop");
    expect(screen.queryByRole("list", { name: "Frequent genres" })).toBeNull();
  });

  it("names the seeds of a link, turns one round and removes one", async () => {
    respond("/api/v1/artists/a1", { artist: nightFerry, image: null, ...portrait });
    respondWithError("/api/v1/playlists/:playlist_id");
    const { user } = renderWithProviders(
      <Seeds initial={["artist:a1", "playlist:p9"]} />,
    );
    const turn = await screen.findByRole("button", { name: /More like Night Ferry/ });
    expect(await screen.findByText("Unknown playlist")).toBeInTheDocument();
    await user.click(turn);
    expect(seedsNow()).toBe("-artist:a1 playlist:p9");
    expect(
      screen.getByRole("button", { name: /Less like Night Ferry/ }),
    ).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Remove Unknown playlist" }));
    expect(seedsNow()).toBe("-artist:a1");
    expect(screen.getByRole("button", { name: /Less like/ })).toHaveFocus();
    await user.click(screen.getByRole("button", { name: "Remove Night Ferry" }));
    await waitFor(() => expect(screen.getByLabelText("Add")).toHaveFocus());
    expect(seedsNow()).toBe("");
  });
});
