/** The pages of artists, albums, genres, years and playlists, in their four states. */
import { screen, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, it } from "vitest";
import type { RecommendationRequest } from "@/lib/api-types";
import { nightFerry, portrait, scales } from "@/testing/explore-fixtures";
import { lanterns, makeAlbum, makePage, makeTrack, weather } from "@/testing/fixtures";
import { itShowsLoadingAndError } from "@/testing/four-states";
import { respond, server } from "@/testing/mock-server";
import { renderWithProviders } from "@/testing/test-utils";
import { AlbumView } from "./AlbumView";
import { ArtistView } from "./ArtistView";
import { GenreView, YearView } from "./GroupViews";
import { PlaylistView } from "./PlaylistView";

const tideRunner = { artist_id: "a2", artist_name: "Tide Runner" };
let requests: RecommendationRequest[];

const respondWithSongs = (...tracks: (typeof lanterns)[]): void =>
  server.use(
    http.post("/api/v1/recommendations", async ({ request }) => {
      requests.push((await request.json()) as RecommendationRequest);
      return HttpResponse.json({ items: tracks.map((track) => ({ track })) });
    }),
  );

beforeEach(() => {
  requests = [];
  respond("/api/v1/features", scales);
  respondWithSongs(makeTrack("n1", "Near Song", { artists: [tideRunner] }));
});

const hrefOf = (name: string | RegExp): string | null =>
  screen.getByRole("link", { name }).getAttribute("href");

describe("ArtistView", () => {
  const view = <ArtistView artist_id="a1" actions={() => <p>Never again</p>} />;
  itShowsLoadingAndError("/api/v1/artists/a1", view);

  it("shows songs, near artists, the sound and what to do", async () => {
    respond("/api/v1/artists/a1", { artist: nightFerry, image: null, ...portrait });
    respond("/api/v1/artists/a1/tracks", makePage(lanterns, weather));
    renderWithProviders(view);
    expect(await screen.findByRole("heading", { level: 1 })).toHaveTextContent(
      "Night Ferry",
    );
    expect(screen.getByText("31 songs · 1990–2015")).toBeInTheDocument();
    expect(await screen.findByText("Near Song")).toBeInTheDocument();
    expect(hrefOf("Tide Runner")).toBe("/artists/a2");
    expect(hrefOf("dream pop")).toBe("/genres/dream%20pop");
    expect(hrefOf(/Discover from/)).toBe(
      `/discover?seeds=${encodeURIComponent('["artist:a1"]')}`,
    );
    expect(await screen.findByText("all: 50%")).toBeInTheDocument();
    expect(screen.getByText("72%", { exact: false })).toBeInTheDocument();
    expect(screen.getByText("Never again")).toBeInTheDocument();
    expect(requests).toEqual([
      {
        limit: 12,
        use_feedback: false,
        seeds: [{ artist_id: "a1" }],
        max_of_seed_artist: 0,
        max_per_artist: 1,
      },
    ]);
  });

  it("says that an artist has no song, and looks for no near ones", async () => {
    const nothing = {
      number_of_recordings: 0,
      first_year: null,
      last_year: null,
      features: {},
      genres: [],
    };
    respond("/api/v1/artists/a1", { artist: nightFerry, image: null, ...nothing });
    respond("/api/v1/artists/a1/tracks", makePage());
    renderWithProviders(view);
    expect(await screen.findByText(/no song of this artist/i)).toBeInTheDocument();
    expect(screen.queryByText("Near artists")).toBeNull();
    expect(requests).toEqual([]);
  });
});

describe("AlbumView", () => {
  itShowsLoadingAndError("/api/v1/albums/b1", <AlbumView album_id="b1" />);

  it.each([
    [[lanterns], "Glass Lanterns"],
    [[], "No song of this album is in the catalogue."],
  ])("lists its songs, or says that there are none", async (tracks, text) => {
    respond("/api/v1/albums/b1", {
      album: makeAlbum("/covers/b1.svg"),
      artists: [nightFerry],
      released_date: "1994-05-21",
      label: "Quay",
      tracks,
      ...portrait,
    });
    renderWithProviders(<AlbumView album_id="b1" />);
    expect(await screen.findByText("Album · Quay")).toBeInTheDocument();
    expect(screen.getByText(text)).toBeInTheDocument();
  });
});

describe("GenreView and YearView", () => {
  itShowsLoadingAndError("/api/v1/genres/:genre", <GenreView genre="dream pop" />);

  it("show the best known songs and the artists", async () => {
    respond("/api/v1/genres/:genre", {
      genre: "dream pop",
      artists: [nightFerry],
      ...portrait,
    });
    renderWithProviders(<GenreView genre="dream pop" />);
    expect(await screen.findByRole("link", { name: "Night Ferry" })).toBeVisible();
    expect(await screen.findByRole("link", { name: /Near Song/ })).toBeVisible();
    expect(requests[0]?.filters).toEqual({ genres: ["dream pop"] });
    expect(hrefOf("Only songs of it")).toBe("/discover?genre=dream+pop");
  });

  it("say that no song is left", async () => {
    respondWithSongs();
    respond("/api/v1/years/1994", { year: 1994, artists: [], ...portrait });
    renderWithProviders(<YearView year={1994} />);
    expect(await screen.findByText("No song is left here.")).toBeInTheDocument();
    expect(requests[0]?.filters).toEqual({ year: { min: 1994, max: 1994 } });
  });
});

describe("PlaylistView", () => {
  const view = <PlaylistView playlist_id="p1" />;
  const playlist = {
    playlist_id: "p1",
    playlist_name: "Night drive",
    owner_name: "ann",
    number_of_tracks: 3,
    ...portrait,
  };
  itShowsLoadingAndError("/api/v1/playlists/p1", view);

  it("shows its songs page by page, and what joined and left", async () => {
    respond("/api/v1/playlists/p1", playlist);
    server.use(
      http.get("/api/v1/playlists/p1/tracks", ({ request }) => {
        const isSecond = new URL(request.url).searchParams.get("cursor") === "two";
        return HttpResponse.json({
          items: [{ track: isSecond ? weather : lanterns, added_at: null }],
          next_cursor: isSecond ? null : "two",
        });
      }),
    );
    respond("/api/v1/playlists/p1/changes", {
      items: [
        {
          track: makeTrack("x1", "Gone"),
          changed_at: "2026-03-01T00:00:00Z",
          has_left: true,
        },
      ],
    });
    const { user } = renderWithProviders(view);
    expect(await screen.findByText("Glass Lanterns")).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "More songs" }));
    expect(await screen.findByText("Northern Weather")).toBeInTheDocument();
    const changes = screen.getByRole("region", { name: "What joined and left" });
    expect(changes).toHaveTextContent("Gone");
    expect(changes).toHaveTextContent("left 1 Mar 2026");
    const more = screen.getByRole("region", { name: "More like it" });
    expect(await within(more).findByText("Near Song")).toBeInTheDocument();
  });

  it("says that it has no song", async () => {
    respond("/api/v1/playlists/p1", { ...playlist, number_of_recordings: 0 });
    respond("/api/v1/playlists/p1/tracks", makePage());
    respond("/api/v1/playlists/p1/changes", makePage());
    renderWithProviders(view);
    expect(await screen.findByText(/no song of this playlist/i)).toBeInTheDocument();
    expect(screen.queryByText("What joined and left")).toBeNull();
  });
});
