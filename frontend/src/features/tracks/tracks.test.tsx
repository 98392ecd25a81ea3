/** The header of a song and the starter songs, in their four states. */
import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import {
  fullTrack,
  lanterns,
  makeAlbum,
  makeTrackPage,
  sparseTrack,
  weather,
} from "@/testing/fixtures";
import { itShowsLoadingAndError } from "@/testing/four-states";
import { respond } from "@/testing/mock-server";
import { renderWithProviders } from "@/testing/test-utils";
import { Starters } from "./Starters";
import { TrackHeader } from "./TrackHeader";

const TRACK = "/api/v1/tracks/:track_id";
const TRACKS = "/api/v1/tracks";

describe("TrackHeader", () => {
  itShowsLoadingAndError(TRACK, <TrackHeader track_id="t1" />);

  it("shows the song, its audio features and its link", async () => {
    respond(TRACK, fullTrack);
    renderWithProviders(<TrackHeader track_id="t1" />);
    expect(await screen.findByRole("heading", { level: 1 })).toHaveTextContent(
      "Glass Lanterns",
    );
    expect(screen.getByText("Low Tide, 1994 · 3:35")).toBeInTheDocument();
    expect(screen.getByRole("img", { name: "Cover of Low Tide" })).toHaveAttribute(
      "src",
      "/covers/b1.svg",
    );
    expect(screen.getByText("Energy").parentElement).toHaveTextContent("58%");
    expect(screen.getByText("118 BPM")).toBeInTheDocument();
    expect(screen.getByRole("link", { name: /open in spotify/i })).toHaveAttribute(
      "href",
      "https://open.spotify.com/track/t1",
    );
    await waitFor(() =>
      expect(document.title).toBe("Glass Lanterns by Night Ferry – Segue"),
    );
  });

  it("shows a song with missing fields", async () => {
    respond(TRACK, {
      ...sparseTrack,
      audio_features: null,
      genres: [],
      number_of_playlists: 0,
    });
    renderWithProviders(<TrackHeader track_id="t3" />);
    expect(await screen.findByRole("heading", { level: 1 })).toHaveTextContent(
      "Untitled",
    );
    expect(screen.getByText("Unknown artist")).toBeInTheDocument();
    expect(
      screen.getByText(/audio features of this song are unknown/i),
    ).toBeInTheDocument();
    expect(screen.getByTestId("placeholder")).toBeInTheDocument();
    expect(screen.queryByRole("link")).not.toBeInTheDocument();
  });

  it("says when a song is empty", async () => {
    respond(TRACK, { ...fullTrack, track_id: "" });
    renderWithProviders(<TrackHeader track_id="t1" />);
    expect(
      await screen.findByText("There is no data on this song."),
    ).toBeInTheDocument();
  });

  it("loads no cover from another host", async () => {
    const album = makeAlbum("https://images.example/1.jpg");
    respond(TRACK, { ...fullTrack, album });
    renderWithProviders(<TrackHeader track_id="t1" />);
    expect(await screen.findByTestId("placeholder")).toHaveTextContent("GL");
    expect(document.querySelector("img")).toBeNull();
  });
});

describe("Starters", () => {
  itShowsLoadingAndError(TRACKS, <Starters />);

  it("shows what to do when there are no songs", async () => {
    respond(TRACKS, makeTrackPage());
    renderWithProviders(<Starters />);
    expect(
      await screen.findByText(/load some with `segue ingest`/),
    ).toBeInTheDocument();
  });

  it("links each song to its page", async () => {
    const requests = respond(TRACKS, makeTrackPage(lanterns, weather));
    renderWithProviders(<Starters />);
    const links = await screen.findAllByRole("link");
    expect(links.map((link) => link.getAttribute("href"))).toEqual([
      "/tracks/t1",
      "/tracks/t2",
    ]);
    expect(requests[0]?.searchParams.get("q") ?? "").toBe("");
  });
});
