/** The query client: caching, retries and the error type. */
import { QueryClient } from "@tanstack/react-query";
import { NO_BUILD, Problem } from "./http";

declare module "@tanstack/react-query" {
  interface Register {
    defaultError: Problem;
    /** Set on queries that feedback changes, to invalidate them after a verdict. */
    queryMeta: { dependsOnFeedback?: boolean };
  }
}

const MINUTE = 60_000;

export const LOOK_FOR_A_BUILD_MS = 10_000;

/** Whether a query failed because there is no build yet. */
export const lacksBuild = (error: Error | null): boolean =>
  error instanceof Problem && error.type === NO_BUILD;

const shouldRetry = (failures: number, error: Error): boolean =>
  failures < 1 &&
  (!(error instanceof Problem) || error.status === 0 || error.status >= 500);

export const createQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      // The server usually runs on this machine: being offline is no reason to pause.
      queries: {
        networkMode: "always",
        staleTime: 5 * MINUTE,
        refetchOnWindowFocus: false,
        retry: shouldRetry,
        retryDelay: 400,
        refetchInterval: ({ state }) => lacksBuild(state.error) && LOOK_FOR_A_BUILD_MS,
      },
      mutations: { networkMode: "always" },
    },
  });
