/** How long a toast stays, and what pauses its timer. */
import { MantineProvider } from "@mantine/core";
import { act, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { SHOWN_FOR_MS, Toaster } from "./Toaster";
import { showToast } from "./toasts";

const EIGHT_SECONDS = 8000;
const advance = (ms: number) => act(() => vi.advanceTimersByTime(ms));

beforeEach(() => {
  vi.useFakeTimers();
  render(
    <MantineProvider env="test">
      <Toaster />
    </MantineProvider>,
  );
  act(() => showToast("Liked “Lanterns”", { subject: "track t1", undo: () => {} }));
});

afterEach(() => {
  vi.useRealTimers();
});

it("stays for at least eight seconds, then goes", () => {
  advance(EIGHT_SECONDS);
  expect(screen.getByText("Liked “Lanterns”")).toBeInTheDocument();
  advance(SHOWN_FOR_MS - EIGHT_SECONDS);
  expect(screen.queryByText("Liked “Lanterns”")).not.toBeInTheDocument();
});

it.each([
  ["focused", "focusIn", "focusOut"],
  ["pointed at", "mouseOver", "mouseOut"],
] as const)("stays while it is %s", (_, begin, end) => {
  const undo = screen.getByRole("button", { name: "Undo" });
  fireEvent[begin](undo);
  advance(10 * SHOWN_FOR_MS);
  expect(undo).toBeInTheDocument();
  fireEvent[end](undo);
  advance(SHOWN_FOR_MS);
  expect(undo).not.toBeInTheDocument();
});

it("goes when it is closed", () => {
  fireEvent.click(screen.getByRole("button", { name: "Close this message" }));
  expect(screen.queryByText("Liked “Lanterns”")).not.toBeInTheDocument();
});

it("shows no more than the two newest", () => {
  act(() => showToast("Second"));
  act(() => showToast("Third"));
  expect(screen.queryByText("Liked “Lanterns”")).not.toBeInTheDocument();
  expect(screen.getByText("Second")).toBeInTheDocument();
  expect(screen.getByText("Third")).toBeInTheDocument();
});

it("replaces what it said about the same thing", () => {
  act(() => showToast("The verdict was not saved.", { subject: "track t1" }));
  expect(screen.queryByText("Liked “Lanterns”")).not.toBeInTheDocument();
  expect(screen.getByText("The verdict was not saved.")).toBeInTheDocument();
});
