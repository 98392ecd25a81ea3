/** Tests of two of the four states that every screen has: loading and failed. */
import { screen } from "@testing-library/react";
import type { ReactNode } from "react";
import { expect, it } from "vitest";
import { respondNever, respondWithError } from "./mock-server";
import { renderWithProviders } from "./test-utils";

/** Call it in a `describe`; the path is the request that `element` waits for. */
export const itShowsLoadingAndError = (path: string, element: ReactNode): void => {
  it("shows a skeleton while loading", async () => {
    respondNever(path);
    renderWithProviders(element);
    expect(await screen.findByText("Loading")).toBeInTheDocument();
  });

  it("shows the error", async () => {
    respondWithError(path);
    renderWithProviders(element);
    expect(await screen.findByRole("alert")).toHaveTextContent("No such track");
  });
};
