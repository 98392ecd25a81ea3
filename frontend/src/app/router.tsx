/** The routes of the app and the queries that each prefetches. */
import type { QueryClient } from "@tanstack/react-query";
import {
  createRoute,
  createRouter,
  lazyRouteComponent,
  type RouterHistory,
} from "@tanstack/react-router";
import { accountQuery } from "@/features/account/queries";
import { blockedArtistsQuery, verdictsQuery } from "@/features/feedback/queries";
import { qualityQuery } from "@/features/quality/queries";
import { recommendationsQuery } from "@/features/recommendations/queries";
import {
  type Filters,
  parseFilters,
  parseTuning,
  type Tuning,
  withDefaults,
} from "@/features/recommendations/tuning";
import { startersQuery } from "@/features/tracks/queries";
import { PREFIX } from "@/lib/base";
import { readListDefaults } from "@/lib/preferences";
import { trackQuery } from "@/lib/track-query";
import { exploreRoutes } from "./explore-routes";
import { FailurePage } from "./FailurePage";
import { HomePage } from "./HomePage";
import { prefetchBriefly, REPLACE_SEARCH, rootRoute } from "./root-route";

const prefetchFeedback = (client: QueryClient): Promise<void>[] => [
  client.prefetchQuery(verdictsQuery()),
  client.prefetchQuery(blockedArtistsQuery()),
];

/* The first view loads the code of its own page alone; a link loads its page's on intent. */
const TrackPage = lazyRouteComponent(() => import("./TrackPage"), "TrackPage");
const ForYouPage = lazyRouteComponent(() => import("./ForYouPage"), "ForYouPage");
const FeedbackPage = lazyRouteComponent(() => import("./FeedbackPage"), "FeedbackPage");
const QualityPage = lazyRouteComponent(() => import("./QualityPage"), "QualityPage");
const AccountPage = lazyRouteComponent(() => import("./AccountPage"), "AccountPage");
const ImportPage = lazyRouteComponent(() => import("./ImportPage"), "ImportPage");

const homeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/",
  component: HomePage,
  loader: ({ context: { client } }) =>
    prefetchBriefly(client.prefetchQuery(startersQuery())),
});

const trackRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/tracks/$track_id",
  validateSearch: parseTuning,
  loaderDeps: ({ search }) => search,
  component: () => {
    const navigate = trackRoute.useNavigate();
    return (
      <TrackPage
        track_id={trackRoute.useParams().track_id}
        tuning={trackRoute.useSearch()}
        onTune={(search) => void navigate({ search, ...REPLACE_SEARCH })}
      />
    );
  },
  loader: ({ context: { client }, params: { track_id }, deps }) =>
    prefetchBriefly(
      client.prefetchQuery(trackQuery(track_id)),
      client.prefetchQuery(
        recommendationsQuery(track_id, withDefaults(deps, readListDefaults())),
      ),
      ...prefetchFeedback(client),
    ),
});

const forYouRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/for-you",
  validateSearch: (search): Tuning & Filters => ({
    ...parseTuning({ ...search, feedback: undefined }),
    ...parseFilters(search),
  }),
  component: () => {
    const navigate = forYouRoute.useNavigate();
    const search = forYouRoute.useSearch();
    return (
      <ForYouPage
        tuning={parseTuning({ ...search })}
        filters={parseFilters({ ...search })}
        onTune={(tuning, filters) =>
          void navigate({ search: { ...tuning, ...filters }, ...REPLACE_SEARCH })
        }
      />
    );
  },
  loader: ({ context: { client } }) => prefetchBriefly(...prefetchFeedback(client)),
});

const feedbackRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/feedback",
  component: FeedbackPage,
  loader: ({ context: { client } }) => prefetchBriefly(...prefetchFeedback(client)),
});

const qualityRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/quality",
  validateSearch: (search): { run_id?: string } =>
    typeof search.run_id === "string" ? { run_id: search.run_id } : {},
  loaderDeps: ({ search }) => search,
  component: () => <QualityPage run_id={qualityRoute.useSearch().run_id} />,
  loader: ({ context: { client }, deps: { run_id } }) =>
    prefetchBriefly(client.prefetchQuery(qualityQuery(run_id))),
});

const accountRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/account",
  validateSearch: (search): { spotify?: string } =>
    typeof search.spotify === "string" ? { spotify: search.spotify } : {},
  component: () => <AccountPage spotify={accountRoute.useSearch().spotify} />,
  loader: ({ context: { client } }) =>
    prefetchBriefly(client.prefetchQuery(accountQuery())),
});

const importRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/import",
  component: ImportPage,
});

const routeTree = rootRoute.addChildren([
  homeRoute,
  trackRoute,
  forYouRoute,
  feedbackRoute,
  accountRoute,
  importRoute,
  qualityRoute,
  ...exploreRoutes,
]);

export const createAppRouter = (client: QueryClient, history?: RouterHistory) =>
  createRouter({
    routeTree,
    history,
    basepath: PREFIX || "/",
    context: { client },
    defaultErrorComponent: FailurePage,
    defaultPreload: "intent",
    // The query client is the only cache.
    defaultPreloadStaleTime: 0,
    defaultViewTransition: true,
    scrollRestoration: true,
    pathParamsAllowedCharacters: [":"],
  });

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
