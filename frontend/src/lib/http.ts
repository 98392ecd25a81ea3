/** The only module that calls the server: a typed client, and one error type for every failure. */
import createClient from "openapi-fetch";
import { BASE_URL } from "./base";
import type { paths } from "./openapi";

export const http = createClient<paths>({
  baseUrl: BASE_URL,
  // Looked up at each call, so that tests can mock it.
  fetch: (request) => window.fetch(request),
});

/** A failed request, as described by the server's problem document (RFC 9457). */
export class Problem extends Error {
  override readonly name = "Problem";

  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    readonly request_id: string | null = null,
    readonly type = "about:blank",
  ) {
    super(`${title}: ${detail}`);
  }
}

/** The type of a problem that loading music and a build solve. */
export const NO_BUILD = "urn:segue:no-build";

interface ApiResult<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

const readText = (
  body: unknown,
  key: "type" | "title" | "detail",
): string | undefined => {
  if (typeof body !== "object" || body === null) return undefined;
  const value: unknown = Reflect.get(body, key);
  return typeof value === "string" && value !== "" ? value : undefined;
};

const toProblem = ({ error, response }: ApiResult<unknown>): Problem =>
  new Problem(
    response.status,
    readText(error, "title") ?? `The server answered ${response.status}`,
    readText(error, "detail") ?? "It gave no reason; its log may say more.",
    response.headers.get("X-Request-ID"),
    readText(error, "type"),
  );

const isAbort = (error: unknown): boolean =>
  error instanceof DOMException && error.name === "AbortError";

const toNetworkProblem = (error: unknown): Problem =>
  error instanceof SyntaxError
    ? new Problem(0, "The answer could not be read", "Expected JSON from the server.")
    : new Problem(
        0,
        "The server did not answer",
        "See that `segue serve` is running, then try again.",
      );

/** Return the data of a response, or throw a `Problem`. */
export const unwrap = async <T>(request: Promise<ApiResult<T>>): Promise<T> => {
  let result: ApiResult<T>;
  try {
    result = await request;
  } catch (error) {
    throw isAbort(error) ? error : toNetworkProblem(error);
  }
  if (!result.response.ok) throw toProblem(result);
  // A 204 has no body: the caller's T is undefined there.
  return result.data as T;
};
