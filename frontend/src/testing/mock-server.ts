/** A mock of the API; a request without a handler is an error. */
import { delay, HttpResponse, http, type JsonBodyType } from "msw";
import { setupServer } from "msw/node";
import { noAccounts } from "./fixtures";

/** By default, no artist is blocked, there are no accounts, and nothing is counted. */
export const server = setupServer(
  http.get("/api/v1/account", () => HttpResponse.json(noAccounts)),
  http.get("/api/v1/catalogue", () => HttpResponse.json({ number_of_tracks: 0 })),
  http.get("/api/v1/feedback/artists", () =>
    HttpResponse.json({ items: [], next_cursor: null }),
  ),
);

/** Respond to a GET; the returned array collects the requested URLs. */
export const respond = (path: string, body: JsonBodyType): URL[] => {
  const requests: URL[] = [];
  server.use(
    http.get(path, ({ request }) => {
      requests.push(new URL(request.url));
      return HttpResponse.json(body);
    }),
  );
  return requests;
};

export const respondNever = (path: string): void =>
  server.use(
    http.get(path, async () => {
      await delay("infinite");
    }),
  );

export const respondWithError = (
  path: string,
  status = 404,
  method: "get" | "put" = "get",
): void =>
  server.use(
    http[method](path, () =>
      HttpResponse.json(
        { type: "about:blank", title: "Not Found", status, detail: "no such track" },
        { status, headers: { "Content-Type": "application/problem+json" } },
      ),
    ),
  );

const lastSegment = (url: string): string => url.split("/").at(-1) ?? "";

/** Accept every change of feedback; the returned array collects them, as "PUT t1 like". */
export const recordWrites = (): string[] => {
  const writes: string[] = [];
  for (const path of ["/api/v1/feedback", "/api/v1/feedback/*"])
    server.use(
      http.put(path, async ({ request }) => {
        const { verdict } = (await request.json()) as { verdict: string };
        writes.push(`PUT ${lastSegment(request.url)} ${verdict}`);
        return HttpResponse.json({ verdict });
      }),
      http.delete(path, ({ request }) => {
        writes.push(`DELETE ${lastSegment(request.url)}`);
        return new HttpResponse(null, { status: 204 });
      }),
    );
  return writes;
};
