/** Renders an element with the providers and a router, as in the app. */
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  Outlet,
  RouterProvider,
} from "@tanstack/react-router";
import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { ReactNode } from "react";
import { Announcer } from "@/components/Announcement";
import { Toaster } from "@/components/Toaster";
import { createQueryClient } from "@/lib/query-client";

/** Every page is the element: the router only has to know the paths that it links to. */
const PATHS = [
  "/",
  "/discover",
  "/tracks/$track_id",
  "/artists/$artist_id",
  "/albums/$album_id",
  "/genres/$genre",
  "/playlists/$playlist_id",
  "/years/$year",
  "/stations",
  "/stations/$station_id",
];

const createTestRouter = (element: ReactNode) => {
  const rootRoute = createRootRoute({
    component: () => (
      <>
        <Outlet />
        <Announcer />
        <Toaster />
      </>
    ),
  });
  const at = (path: string) =>
    createRoute({ getParentRoute: () => rootRoute, path, component: () => element });
  return createRouter({
    routeTree: rootRoute.addChildren(PATHS.map(at)),
    history: createMemoryHistory({ initialEntries: ["/"] }),
  });
};

/** Render with retries off, so that an error shows at once. */
export const renderWithProviders = (element: ReactNode) => {
  const client = createQueryClient();
  client.setDefaultOptions({
    ...client.getDefaultOptions(),
    queries: { ...client.getDefaultOptions().queries, retry: false },
  });
  const router = createTestRouter(element);
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>,
  );
  return {
    client,
    user: userEvent.setup(),
    getPathname: () => router.state.location.pathname,
  };
};
