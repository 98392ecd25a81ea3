/** The addresses of the app, and what is asked of the server before each is shown. */
import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  type RouterHistory,
} from "@tanstack/react-router";
import { refusedArtistsQuery, verdictsQuery } from "@/features/feedback/queries";
import { qualityQuery } from "@/features/quality/queries";
import { recommendationsQuery } from "@/features/recommendations/queries";
import {
  type Filters,
  filtersOf,
  type Tuning,
  tuningOf,
} from "@/features/recommendations/tuning";
import { startersQuery, trackQuery } from "@/features/tracks/queries";
import { FeedbackPage } from "./FeedbackPage";
import { ForYouPage } from "./ForYouPage";
import { HomePage } from "./HomePage";
import { NotFoundPage } from "./NotFoundPage";
import { Shell } from "./Shell";
import { TrackPage } from "./TrackPage";

/** A quick answer needs no skeleton: the page before stays on screen this long for it. */
const HELD_FOR_MS = 200;

const held = (...answers: Promise<void>[]): Promise<unknown> =>
  Promise.race([
    Promise.all(answers),
    new Promise((resolve) => window.setTimeout(resolve, HELD_FOR_MS)),
  ]);

const rootRoute = createRootRouteWithContext<{ client: QueryClient }>()({
  component: Shell,
  notFoundComponent: NotFoundPage,
});

const homeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/",
  component: HomePage,
  loader: ({ context: { client } }) => held(client.prefetchQuery(startersQuery())),
});

/** A control that is moved changes the address, and leaves no trail of pages behind. */
const TUNED = { replace: true, resetScroll: false, viewTransition: false } as const;

const trackRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/tracks/$track_id",
  validateSearch: tuningOf,
  loaderDeps: ({ search }) => search,
  component: () => {
    const navigate = trackRoute.useNavigate();
    return (
      <TrackPage
        track_id={trackRoute.useParams().track_id}
        tuning={trackRoute.useSearch()}
        onTune={(search) => void navigate({ search, ...TUNED })}
      />
    );
  },
  loader: ({ context: { client }, params: { track_id }, deps }) =>
    held(
      client.prefetchQuery(trackQuery(track_id)),
      client.prefetchQuery(recommendationsQuery(track_id, deps)),
      client.prefetchQuery(verdictsQuery()),
      client.prefetchQuery(refusedArtistsQuery()),
    ),
});

const forYouRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/for-you",
  validateSearch: (search): Tuning & Filters => ({
    ...tuningOf({ ...search, feedback: undefined }),
    ...filtersOf(search),
  }),
  component: () => {
    const navigate = forYouRoute.useNavigate();
    const search = forYouRoute.useSearch();
    return (
      <ForYouPage
        tuning={tuningOf({ ...search })}
        filters={filtersOf({ ...search })}
        onTune={(tuning, filters) =>
          void navigate({ search: { ...tuning, ...filters }, ...TUNED })
        }
      />
    );
  },
  loader: ({ context: { client } }) =>
    held(
      client.prefetchQuery(verdictsQuery()),
      client.prefetchQuery(refusedArtistsQuery()),
    ),
});

const feedbackRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/feedback",
  component: FeedbackPage,
  loader: ({ context: { client } }) =>
    held(
      client.prefetchQuery(verdictsQuery()),
      client.prefetchQuery(refusedArtistsQuery()),
    ),
});

const QualityPage = lazyRouteComponent(() => import("./QualityPage"), "QualityPage");

const qualityRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/quality",
  validateSearch: (search): { run_id?: string } =>
    typeof search.run_id === "string" ? { run_id: search.run_id } : {},
  loaderDeps: ({ search }) => search,
  component: () => <QualityPage run_id={qualityRoute.useSearch().run_id} />,
  loader: ({ context: { client }, deps: { run_id } }) =>
    held(client.prefetchQuery(qualityQuery(run_id))),
});

const routeTree = rootRoute.addChildren([
  homeRoute,
  trackRoute,
  forYouRoute,
  feedbackRoute,
  qualityRoute,
]);

export const createAppRouter = (client: QueryClient, history?: RouterHistory) =>
  createRouter({
    routeTree,
    history,
    context: { client },
    defaultPreload: "intent",
    // What has been asked for is kept by the query client alone.
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
