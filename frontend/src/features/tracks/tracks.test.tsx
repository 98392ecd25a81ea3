/** The song that was picked, and the songs to begin with, in their four states. */
import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { fullTrack, lanterns, sparseTrack, weather } from "@/testing/fixtures";
import { respond, respondNever, respondWithError } from "@/testing/mock-server";
import { renderWithProviders } from "@/testing/test-utils";
import { Starters } from "./Starters";
import { TrackHeader } from "./TrackHeader";

const TRACK = "/api/v1/tracks/:track_id";
const TRACKS = "/api/v1/tracks";

describe("TrackHeader", () => {
  it("waits in the shape of the song", async () => {
    respondNever(TRACK);
    renderWithProviders(<TrackHeader track_id="t1" />);
    expect(await screen.findByText("Loading")).toBeInTheDocument();
  });

  it("says why there is no such song", async () => {
    respondWithError(TRACK);
    renderWithProviders(<TrackHeader track_id="t0" />);
    expect(await screen.findByRole("alert")).toHaveTextContent("Met no such track");
  });

  it("shows the song, how it sounds, and the way to it", async () => {
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

  it("makes do with a song of which little is known", async () => {
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
    expect(screen.getByText(/how this song sounds is not known/i)).toBeInTheDocument();
    expect(screen.getByTestId("placeholder")).toBeInTheDocument();
    expect(screen.queryByRole("link")).not.toBeInTheDocument();
  });

  it("says that nothing is known of a song that came empty", async () => {
    respond(TRACK, { ...fullTrack, track_id: "" });
    renderWithProviders(<TrackHeader track_id="t1" />);
    expect(
      await screen.findByText("Nothing is known of this song."),
    ).toBeInTheDocument();
  });

  it("asks no other host for a cover", async () => {
    const elsewhere = "https://images.example/1.jpg";
    const album = {
      album_id: "b9",
      album_name: "Low Tide",
      album_image: elsewhere,
      album_img_sm: elsewhere,
      album_img_md: elsewhere,
      album_img_lg: elsewhere,
    };
    respond(TRACK, { ...fullTrack, album });
    renderWithProviders(<TrackHeader track_id="t1" />);
    expect(await screen.findByTestId("placeholder")).toHaveTextContent("GL");
    expect(document.querySelector("img")).toBeNull();
  });
});

describe("Starters", () => {
  it("waits in the shape of the covers", async () => {
    respondNever(TRACKS);
    renderWithProviders(<Starters />);
    expect(await screen.findByText("Loading")).toBeInTheDocument();
  });

  it("says what to do when there is no song at all", async () => {
    respond(TRACKS, { items: [], next_cursor: null, did_you_mean: null });
    renderWithProviders(<Starters />);
    expect(
      await screen.findByText(/load some with `segue ingest`/),
    ).toBeInTheDocument();
  });

  it("says what failed", async () => {
    respondWithError(TRACKS);
    renderWithProviders(<Starters />);
    expect(await screen.findByRole("alert")).toHaveTextContent("Met no such track");
  });

  it("links each song to its own address", async () => {
    const requests = respond(TRACKS, {
      items: [lanterns, weather],
      next_cursor: null,
      did_you_mean: null,
    });
    renderWithProviders(<Starters />);
    const links = await screen.findAllByRole("link");
    expect(links.map((link) => link.getAttribute("href"))).toEqual([
      "/tracks/t1",
      "/tracks/t2",
    ]);
    expect(requests[0]?.searchParams.get("q") ?? "").toBe("");
  });
});
