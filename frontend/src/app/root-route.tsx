/** The root of all routes, and how their pages load. */
import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext } from "@tanstack/react-router";
import { NotFoundPage } from "./NotFoundPage";
import { Shell } from "./Shell";

/** The previous page stays this long, so that a quick response needs no skeleton. */
const PREFETCH_WAIT_MS = 200;

export const prefetchBriefly = (...queries: Promise<void>[]): Promise<unknown> =>
  Promise.race([
    Promise.all(queries),
    new Promise((resolve) => window.setTimeout(resolve, PREFETCH_WAIT_MS)),
  ]);

/** A control replaces the search parameters without adding a history entry. */
export const REPLACE_SEARCH = {
  replace: true,
  resetScroll: false,
  viewTransition: false,
} as const;

export const rootRoute = createRootRouteWithContext<{ client: QueryClient }>()({
  component: Shell,
  notFoundComponent: NotFoundPage,
});
