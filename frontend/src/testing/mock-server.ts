/** A mock of the API; a request without a handler is an error. */
import { delay, HttpResponse, http, type JsonBodyType } from "msw";
import { setupServer } from "msw/node";

/** By default, no artist is blocked. */
export const server = setupServer(
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
        {
          type: "about:blank",
          title: "Not Found",
          status,
          detail: "no such track",
        },
        { status, headers: { "Content-Type": "application/problem+json" } },
      ),
    ),
  );

export interface Write {
  method: string;
  track_id: string;
  body: unknown;
}

/** Accept every verdict; the returned array collects the writes. */
export const recordVerdicts = (): Write[] => {
  const writes: Write[] = [];
  const path = "/api/v1/feedback/:track_id";
  server.use(
    http.put(path, async ({ request, params }) => {
      const track_id = String(params.track_id);
      writes.push({ method: "PUT", track_id, body: await request.json() });
      return HttpResponse.json({
        track_id,
        verdict: "like",
        updated_at: "2026-01-01T00:00:00Z",
      });
    }),
    http.delete(path, ({ params }) => {
      writes.push({ method: "DELETE", track_id: String(params.track_id), body: null });
      return new HttpResponse(null, { status: 204 });
    }),
  );
  return writes;
};

/** Accept every verdict on an artist, and the erasing of all; collect the writes. */
export const recordArtistVerdicts = (): string[] => {
  const writes: string[] = [];
  const path = "/api/v1/feedback/artists/:artist_id";
  server.use(
    http.put(path, async ({ request, params }) => {
      const body = (await request.json()) as { verdict: string };
      writes.push(`PUT ${params.artist_id} ${body.verdict}`);
      return HttpResponse.json({
        artist_id: params.artist_id,
        verdict: "never",
        updated_at: "2026-01-01T00:00:00Z",
      });
    }),
    http.delete(path, ({ params }) => {
      writes.push(`DELETE ${params.artist_id}`);
      return new HttpResponse(null, { status: 204 });
    }),
    http.delete("/api/v1/feedback", () => {
      writes.push("DELETE all");
      return new HttpResponse(null, { status: 204 });
    }),
  );
  return writes;
};
