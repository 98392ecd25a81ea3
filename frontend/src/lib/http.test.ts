/** Every kind of failed response becomes a `Problem`. */
import { HttpResponse, http as mock } from "msw";
import { expect, it } from "vitest";
import { server } from "@/testing/mock-server";
import { http, unwrap } from "./http";

const PATH = "/api/v1/tracks";
const requestTracks = (signal?: AbortSignal) => unwrap(http.GET(PATH, { signal }));
const respondWith = (response: () => Response): void =>
  server.use(mock.get(PATH, () => response()));

it("reads title, detail and request id from a problem document", async () => {
  const body = {
    type: "about:blank",
    title: "Too Many Requests",
    status: 429,
    detail: "Wait.",
  };
  respondWith(() =>
    HttpResponse.json(body, { status: 429, headers: { "X-Request-ID": "r-1" } }),
  );
  await expect(requestTracks()).rejects.toMatchObject({
    name: "Problem",
    status: 429,
    title: "Too Many Requests",
    detail: "Wait.",
    request_id: "r-1",
  });
});

it("handles a failure without a problem document", async () => {
  respondWith(() => new HttpResponse("<h1>Bad Gateway</h1>", { status: 502 }));
  await expect(requestTracks()).rejects.toMatchObject({
    status: 502,
    title: "The server answered 502",
  });
});

it("reports a response that is not JSON", async () => {
  respondWith(() => new HttpResponse("<html>", { status: 200 }));
  await expect(requestTracks()).rejects.toMatchObject({
    title: "The answer could not be read",
  });
});

it("reports a server that does not respond", async () => {
  respondWith(() => HttpResponse.error());
  await expect(requestTracks()).rejects.toMatchObject({
    title: "The server did not answer",
  });
});

it("passes an aborted request through", async () => {
  respondWith(() => HttpResponse.json({ items: [] }));
  const controller = new AbortController();
  controller.abort();
  await expect(requestTracks(controller.signal)).rejects.toMatchObject({
    name: "AbortError",
  });
});
