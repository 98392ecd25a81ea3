/** The map in its four states; without WebGL, as here, it is a table. */
import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { lanterns, makeTrack } from "@/testing/fixtures";
import { itShowsLoadingAndError } from "@/testing/four-states";
import { mapPoints } from "@/testing/map-fixtures";
import { respond } from "@/testing/mock-server";
import { renderWithProviders } from "@/testing/test-utils";
import { MapPanel } from "./MapPanel";
import type { MapSearch } from "./map-search";
import { PathList } from "./PathList";
import { Selection } from "./Selection";
import { SongCard } from "./SongCard";

const panel = (search: MapSearch = {}, onSearch = vi.fn()) => (
  <MapPanel
    search={search}
    onSearch={onSearch}
    onOpen={vi.fn()}
    searchBox={(label) => <p>{label}</p>}
    listActions={() => null}
    exportList={() => null}
  />
);

describe("MapPanel", () => {
  itShowsLoadingAndError("/api/v1/map", panel());

  it("says why it is empty", async () => {
    respond("/api/v1/map", { ...mapPoints, track_ids: [], x: "", y: "" });
    renderWithProviders(panel());
    expect(await screen.findByText(/No song has a place on the map yet/)).toBeVisible();
  });

  it("is a table where the browser cannot draw it", async () => {
    respond("/api/v1/map", mapPoints);
    renderWithProviders(panel());
    expect(await screen.findByText(/cannot draw the map/)).toBeVisible();
    expect(screen.getByRole("table")).toBeVisible();
  });

  it("lists clusters, and the songs of each", async () => {
    respond("/api/v1/map", mapPoints);
    respond("/api/v1/tracks/t2", { ...lanterns, track_id: "t2" });
    respond("/api/v1/tracks/t3", makeTrack("t3", "Third Song"));
    renderWithProviders(panel({ view: "table" }));
    const row = (await screen.findAllByRole("row"))[1];
    expect(row).toHaveTextContent("Tide Runner");
    await userEvent.click(within(row as HTMLElement).getByRole("button"));
    const songs = await within(row as HTMLElement).findAllByRole("listitem");
    expect(songs).toHaveLength(2);
    expect(await screen.findByRole("link", { name: "Third Song" })).toHaveAttribute(
      "href",
      "/tracks/t3",
    );
  });

  it("says that only the best known songs are shown", async () => {
    respond("/api/v1/map", { ...mapPoints, number_of_recordings: 7 });
    renderWithProviders(panel({ view: "table" }));
    expect(await screen.findByText(/The best known 3 of/)).toHaveTextContent("7 songs");
  });

  it("keeps the view in the address", async () => {
    respond("/api/v1/map", mapPoints);
    const values = btoa(String.fromCharCode(0, 127, 255));
    const energy = { version: "v1", name: "energy", lower: 0, upper: 1, values };
    respond("/api/v1/map/attributes/energy", energy);
    const onSearch = vi.fn();
    renderWithProviders(panel({ by: "energy" }, onSearch));
    await userEvent.click(await screen.findByText("Table"));
    expect(onSearch).toHaveBeenCalledWith({ by: "energy", view: "table" });
  });
});

describe("Selection", () => {
  it("leads to Discover with the songs as seeds", async () => {
    respond("/api/v1/tracks/t1", makeTrack("t1", "First Song"));
    renderWithProviders(
      <Selection
        track_ids={["t1"]}
        exportList={(name, track_ids) => `${name}: ${track_ids.join()}`}
        onClear={vi.fn()}
      />,
    );
    expect(await screen.findByText(/First Song/)).toBeVisible();
    expect(screen.getByText("From the map: t1")).toBeVisible();
    const link = screen.getByRole("link", { name: "Discover with these seeds" });
    expect(decodeURIComponent(link.getAttribute("href") ?? "")).toContain("track:t1");
  });

  it("says that a line holds nothing", async () => {
    renderWithProviders(
      <Selection track_ids={[]} exportList={() => null} onClear={vi.fn()} />,
    );
    expect(await screen.findByText(/No song is inside/)).toBeVisible();
    expect(screen.queryByRole("link")).toBeNull();
  });

  it("takes the best known seeds of a large selection", async () => {
    const track_ids = Array.from({ length: 60 }, (_, number) => `s${number}`);
    for (const key of track_ids.slice(0, 5))
      respond(`/api/v1/tracks/${key}`, makeTrack(key, key));
    renderWithProviders(
      <Selection track_ids={track_ids} exportList={() => null} onClear={vi.fn()} />,
    );
    const link = await screen.findByRole("link", { name: /the 50 best known/ });
    expect(decodeURIComponent(link.getAttribute("href") ?? "")).not.toContain("s50");
  });
});

describe("PathList", () => {
  it("lists the songs with how like the one before each is", async () => {
    respond("/api/v1/map/path", {
      items: [
        { rank: 1, track: makeTrack("t1", "First Song"), similarity: null },
        { rank: 2, track: makeTrack("t2", "Second Song"), similarity: 0.81 },
      ],
      shortfall_reason: "There are only 0 different songs between the two.",
    });
    renderWithProviders(
      <PathList
        from="t1"
        to="t2"
        listActions={(name, tracks) => `${name}, ${tracks.length} songs`}
      />,
    );
    const [first, second] = await screen.findAllByRole("listitem");
    expect(first).not.toHaveTextContent("match");
    expect(second).toHaveTextContent("match 81%");
    expect(screen.getByText(/There are only 0/)).toBeVisible();
    expect(screen.getByText("From song to song, 2 songs")).toBeVisible();
  });
});

describe("SongCard", () => {
  it("says that a song is not on the map, and can be let go", async () => {
    respond("/api/v1/tracks/t1", makeTrack("t1", "First Song"));
    const onClose = vi.fn();
    renderWithProviders(
      <SongCard track_id="t1" isOnMap={false} onClose={onClose}>
        <p>More</p>
      </SongCard>,
    );
    expect(await screen.findByText(/has no place on the map/)).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: /Let go/ }));
    expect(onClose).toHaveBeenCalled();
  });
});
