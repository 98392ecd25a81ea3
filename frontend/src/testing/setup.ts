/** Set-up of every test file: matchers, the mock server, and what happy-dom lacks. */
import "@testing-library/jest-dom/vitest";
import { cleanup, configure } from "@testing-library/react";
import { afterAll, afterEach, beforeAll, vi } from "vitest";
import { closeAllToasts } from "@/components/toasts";
import { forgetAllChanges } from "@/components/undo";
import { server } from "./mock-server";

// A busy machine must not fail a test.
configure({ asyncUtilTimeout: 10_000 });

beforeAll(() => {
  server.listen({ onUnhandledRequest: "error" });
  window.matchMedia ??= vi.fn();
  Element.prototype.scrollIntoView = vi.fn();
  window.scrollTo = vi.fn();
});

afterEach(() => {
  cleanup();
  forgetAllChanges();
  closeAllToasts();
  server.resetHandlers();
  window.localStorage.clear();
});

afterAll(() => server.close());
