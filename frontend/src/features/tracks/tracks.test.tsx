/** The header of a song, more by its artist and the starter songs, in their states. */
import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import {
  fullTrack,
  lanterns,
  makeAlbum,
  makePage,
  makeTrack,
  makeTrackPage,
  sparseTrack,
  weather,
} from "@/testing/fixtures";
import { itShowsLoadingAndError } from "@/testing/four-states";
import { respond } from "@/testing/mock-server";
import { renderWithProviders } from "@/testing/test-utils";
import { MoreByArtist } from "./MoreByArtist";
import { Starters } from "./Starters";
import { TrackHeader } from "./TrackHeader";

const TRACK = "/api/v1/tracks/:track_id";
const TRACKS = "/api/v1/tracks";
const ARTIST_TRACKS = "/api/v1/artists/:artist_id/tracks";
const accept = () => false;

describe("TrackHeader", () => {
  itShowsLoadingAndError(TRACK, <TrackHeader track_id="t1" actions={() => null} />);

  it("shows the song, its audio features and its link", async () => {
    respond(TRACK, fullTrack);
    renderWithProviders(<TrackHeader track_id="t1" actions={() => null} />);
    expect(await screen.findByRole("heading", { level: 1 })).toHaveTextContent(
      "Glass Lanterns",
    );
    expect(screen.getByRole("banner")).toHaveTextContent("Low Tide, 1994 · 3:35");
    const pages = ["Night Ferry", "Low Tide", "1994", "dream pop"].map((name) =>
      screen.getByRole("link", { name }).getAttribute("href"),
    );
    expect(pages).toEqual([
      "/artists/a1",
      "/albums/b1",
      "/years/1994",
      "/genres/dream%20pop",
    ]);
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
    renderWithProviders(<TrackHeader track_id="t3" actions={() => null} />);
    expect(await screen.findByRole("heading", { level: 1 })).toHaveTextContent(
      "Untitled",
    );
    expect(screen.getByText("Unknown artist")).toBeInTheDocument();
    expect(
      screen.getByText(/audio features of this song are unknown/i),
    ).toBeInTheDocument();
    expect(screen.getByText("segue ingest reccobeats")).toBeInTheDocument();
    expect(screen.getByTestId("placeholder")).toBeInTheDocument();
    expect(screen.queryByRole("link")).not.toBeInTheDocument();
  });

  it("says when a song is empty", async () => {
    respond(TRACK, { ...fullTrack, track_id: "" });
    renderWithProviders(<TrackHeader track_id="t1" actions={() => null} />);
    expect(
      await screen.findByText("There is no data on this song."),
    ).toBeInTheDocument();
  });

  it("loads no cover from another host", async () => {
    const album = makeAlbum("https://images.example/1.jpg");
    respond(TRACK, { ...fullTrack, album });
    renderWithProviders(<TrackHeader track_id="t1" actions={() => null} />);
    expect(await screen.findByTestId("placeholder")).toHaveTextContent("GL");
    expect(document.querySelector("img")).toBeNull();
  });
});

describe("MoreByArtist", () => {
  itShowsLoadingAndError(
    ARTIST_TRACKS,
    <MoreByArtist track={lanterns} isRejected={accept} />,
  );

  it("links six other songs of the artist, without rejected ones", async () => {
    const songs = Array.from({ length: 8 }, (_, index) =>
      makeTrack(`s${index}`, `Song ${index}`),
    );
    const requests = respond(ARTIST_TRACKS, makePage(...songs));
    renderWithProviders(
      <MoreByArtist
        track={lanterns}
        isRejected={({ track_id }) => track_id === "s1"}
      />,
    );
    expect(
      await screen.findByRole("heading", { name: "More by Night Ferry" }),
    ).toBeInTheDocument();
    const [artist, ...links] = screen.getAllByRole("link");
    expect(artist).toHaveAttribute("href", "/artists/a1");
    expect(links.map((link) => link.getAttribute("href"))).toEqual(
      ["s0", "s2", "s3", "s4", "s5", "s6"].map((id) => `/tracks/${id}`),
    );
    expect(links[0]).toHaveTextContent("Song 0Low Tide, 1994");
    expect(requests[0]?.pathname).toBe("/api/v1/artists/a1/tracks");
    expect(requests[0]?.searchParams.get("without")).toBe("t1");
  });

  it("shows nothing for an artist without other songs", async () => {
    const requests = respond(ARTIST_TRACKS, makePage());
    renderWithProviders(<MoreByArtist track={lanterns} isRejected={accept} />);
    await waitFor(() => expect(requests).toHaveLength(1));
    await waitFor(() => expect(screen.queryByText("Loading")).not.toBeInTheDocument());
    expect(screen.queryByRole("heading")).not.toBeInTheDocument();
  });

  it("requests nothing for a song without an artist", () => {
    const requests = respond(ARTIST_TRACKS, makePage(weather));
    renderWithProviders(<MoreByArtist track={sparseTrack} isRejected={accept} />);
    expect(requests).toHaveLength(0);
  });
});

describe("Starters", () => {
  itShowsLoadingAndError(TRACKS, <Starters />);

  it("shows what to do when there are no songs", async () => {
    respond(TRACKS, makeTrackPage());
    renderWithProviders(<Starters />);
    expect(await screen.findByText("There is no music here yet")).toBeInTheDocument();
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
