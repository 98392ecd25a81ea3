/** Who is signed in, the API tokens of that account, and for the owner all accounts. */
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { http, unwrap } from "@/lib/http";

export const accountQuery = () =>
  queryOptions({
    queryKey: ["account"],
    queryFn: ({ signal }) => unwrap(http.GET("/api/v1/account", { signal })),
  });

export const tokensQuery = () =>
  queryOptions({
    queryKey: ["tokens"],
    queryFn: ({ signal }) => unwrap(http.GET("/api/v1/account/tokens", { signal })),
  });

export const peopleQuery = () =>
  queryOptions({
    queryKey: ["people"],
    queryFn: ({ signal }) => unwrap(http.GET("/api/v1/accounts", { signal })),
  });

/** Another person looks at the app now: nothing that was fetched before may stay. */
export const forgetEverything = (client: QueryClient): Promise<void> =>
  client.resetQueries();
