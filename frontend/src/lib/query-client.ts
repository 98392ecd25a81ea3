/** How questions to the server are cached, repeated and given up. */
import { QueryClient } from "@tanstack/react-query";
import { Problem } from "./http";

declare module "@tanstack/react-query" {
  interface Register {
    defaultError: Problem;
    /** Set on what a verdict changes, so that it is asked for again after one. */
    queryMeta: { dependsOnFeedback?: boolean };
  }
}

const MINUTE = 60_000;

const shouldRetry = (failures: number, error: Error): boolean =>
  failures < 1 &&
  (!(error instanceof Problem) || error.status === 0 || error.status >= 500);

export const createQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      // The server is usually this very machine: being offline is no reason to wait.
      queries: {
        networkMode: "always",
        staleTime: 5 * MINUTE,
        refetchOnWindowFocus: false,
        retry: shouldRetry,
        retryDelay: 400,
      },
      mutations: { networkMode: "always" },
    },
  });
