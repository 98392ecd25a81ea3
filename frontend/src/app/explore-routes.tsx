/** The routes of Discover, the map, stations, and of the pages of artists, albums, genres, playlists and years. */
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import type { MapSearch } from "@/features/map/map-search";
import { isYear } from "@/lib/format";
import { prefetchBriefly, REPLACE_SEARCH, rootRoute } from "./root-route";
import type { Search } from "./useLiveSearch";

/* Code that only these pages need is loaded with the first of them. */
const queries = () => import("@/features/explore/queries");

const prefetch = async (
  run: (all: Awaited<ReturnType<typeof queries>>) => Promise<void>,
): Promise<void> => {
  // Where a new build took the code away, the page that misses it is loaded once more.
  const all = await queries().catch(() => null);
  if (all) await prefetchBriefly(run(all));
};

const page = () => import("./EntityPages");
const DiscoverPage = lazyRouteComponent(() => import("./DiscoverPage"), "DiscoverPage");
const MapPage = lazyRouteComponent(() => import("./MapPage"), "MapPage");
const stationPages = () => import("./StationPages");
const StationsPage = lazyRouteComponent(stationPages, "StationsPage");
const StationPage = lazyRouteComponent(stationPages, "StationPage");
const ArtistPage = lazyRouteComponent(page, "ArtistPage");
const AlbumPage = lazyRouteComponent(page, "AlbumPage");
const GenrePage = lazyRouteComponent(page, "GenrePage");
const YearPage = lazyRouteComponent(page, "YearPage");
const PlaylistPage = lazyRouteComponent(page, "PlaylistPage");

const discoverRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/discover",
  // what anybody may have typed: the page parses it, whose code is loaded later
  validateSearch: (search: Record<string, unknown>): Search => search,
  component: () => {
    const navigate = discoverRoute.useNavigate();
    return (
      <DiscoverPage
        search={discoverRoute.useSearch()}
        onSearch={(search) => void navigate({ search, ...REPLACE_SEARCH })}
      />
    );
  },
  loader: ({ context: { client } }) =>
    prefetch((all) => client.prefetchQuery(all.featureScalesQuery())),
});

const mapRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/map",
  // parsed by the page, as that of Discover
  validateSearch: (search: Record<string, unknown>): MapSearch => search,
  component: () => {
    const navigate = mapRoute.useNavigate();
    return (
      <MapPage
        search={mapRoute.useSearch()}
        onSearch={(search) => void navigate({ search, ...REPLACE_SEARCH })}
      />
    );
  },
});

const stationsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/stations",
  component: StationsPage,
});

const stationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/stations/$station_id",
  component: () => <StationPage station_id={stationRoute.useParams().station_id} />,
});

const artistRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/artists/$artist_id",
  component: () => {
    const { artist_id } = artistRoute.useParams();
    return <ArtistPage key={artist_id} artist_id={artist_id} />;
  },
  loader: ({ context: { client }, params: { artist_id } }) =>
    prefetch((all) => client.prefetchQuery(all.artistQuery(artist_id))),
});

const albumRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/albums/$album_id",
  component: () => <AlbumPage album_id={albumRoute.useParams().album_id} />,
  loader: ({ context: { client }, params: { album_id } }) =>
    prefetch((all) => client.prefetchQuery(all.albumQuery(album_id))),
});

const genreRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/genres/$genre",
  component: () => <GenrePage genre={genreRoute.useParams().genre} />,
  loader: ({ context: { client }, params: { genre } }) =>
    prefetch((all) => client.prefetchQuery(all.genreQuery(genre))),
});

const yearRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/years/$year",
  component: () => <YearPage year={yearRoute.useParams().year} />,
  loader: ({ context: { client }, params: { year } }) =>
    isYear(year)
      ? prefetch((all) => client.prefetchQuery(all.yearQuery(Number(year))))
      : undefined,
});

const playlistRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/playlists/$playlist_id",
  component: () => <PlaylistPage playlist_id={playlistRoute.useParams().playlist_id} />,
  loader: ({ context: { client }, params: { playlist_id } }) =>
    prefetch((all) => client.prefetchQuery(all.playlistQuery(playlist_id))),
});

export const exploreRoutes = [
  discoverRoute,
  mapRoute,
  stationsRoute,
  stationRoute,
  artistRoute,
  albumRoute,
  genreRoute,
  yearRoute,
  playlistRoute,
];
