/** The search box: its requests, its results and its keyboard. */
import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import { lanterns, makeSearchResults, sparseTrack, weather } from "@/testing/fixtures";
import { respond, respondNever, respondWithError, server } from "@/testing/mock-server";
import { renderWithProviders } from "@/testing/test-utils";
import { Search } from "./Search";

const SEARCH = "/api/v1/search";
const page = makeSearchResults([lanterns, weather, sparseTrack]);

const box = () => screen.findByRole("combobox", { name: /search songs/i });

/** Type a letter and wait for the options. */
const openOptions = async () => {
  respond(SEARCH, page);
  const { user, getPathname } = renderWithProviders(<Search />);
  const field = await box();
  await user.type(field, "n");
  return { user, getPathname, field, options: await screen.findAllByRole("option") };
};

describe("Search, in its four states", () => {
  it("shows skeleton rows while loading", async () => {
    respondNever(SEARCH);
    const { user } = renderWithProviders(<Search />);
    await user.type(await box(), "glass");
    expect(await screen.findByText("Loading")).toBeInTheDocument();
    expect(screen.queryByRole("option")).not.toBeInTheDocument();
  });

  it("says that nothing is called so", async () => {
    respond(SEARCH, makeSearchResults());
    const { user } = renderWithProviders(<Search />);
    await user.type(await box(), "qqqq");
    expect(await screen.findByText(/nothing is called/i)).toHaveTextContent("qqqq");
  });

  it("shows the error and retries on request", async () => {
    respondWithError(SEARCH);
    const { user } = renderWithProviders(<Search />);
    await user.type(await box(), "glass");
    expect(await screen.findByRole("alert")).toHaveTextContent("No such track");
    respond(SEARCH, page);
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findAllByRole("option")).toHaveLength(3);
  });

  it("shows title, artist, year and the explicit mark of each song", async () => {
    const { options } = await openOptions();
    const names = [
      "Glass Lanterns by Night Ferry, 1994",
      "Northern Weather by Night Ferry, 1994, explicit",
      "Untitled by Unknown artist",
    ];
    names.forEach((name, index) => {
      expect(options[index]).toHaveAccessibleName(name);
    });
    const highlighted = within(options[0] as HTMLElement).getAllByText("N");
    expect(highlighted.map((word) => word.tagName)).toEqual(["MARK"]);
    expect(await screen.findByText("3 results")).toBeInTheDocument();
  });
});

describe("Search, by keyboard", () => {
  it("highlights an option with the arrows and opens it with Enter", async () => {
    const { user, getPathname, field } = await openOptions();
    await user.keyboard("{ArrowDown}{ArrowDown}");
    const highlighted = screen.getByRole("option", { selected: true });
    expect(highlighted).toHaveAccessibleName(/Northern Weather/);
    expect(field).toHaveAttribute("aria-activedescendant", highlighted.id);
    await user.keyboard("{Enter}");
    await waitFor(() => expect(getPathname()).toBe("/tracks/t2"));
  });

  it("wraps around: up from the input is the last option", async () => {
    const { user } = await openOptions();
    await user.keyboard("{ArrowUp}");
    expect(screen.getByRole("option", { selected: true })).toHaveAccessibleName(
      /Untitled/,
    );
    await user.keyboard("{ArrowDown}");
    expect(screen.getByRole("option", { selected: true })).toHaveAccessibleName(
      /Glass/,
    );
  });

  it("opens the first song when Enter comes before the response", async () => {
    respond(SEARCH, page);
    const { user, getPathname } = renderWithProviders(<Search />);
    await user.type(await box(), "glass{Enter}");
    await waitFor(() => expect(getPathname()).toBe("/tracks/t1"));
  });

  it("closes with Escape, and clears the input with a second one", async () => {
    const { user, field } = await openOptions();
    expect(field).toHaveAttribute("aria-expanded", "true");
    await user.keyboard("{Escape}");
    expect(field).toHaveAttribute("aria-expanded", "false");
    expect(field).toHaveValue("n");
    await user.keyboard("{Escape}");
    expect(field).toHaveValue("");
  });

  it("closes when it loses the focus", async () => {
    const { user, field } = await openOptions();
    await user.tab();
    expect(screen.getByRole("button", { name: "Clear the search" })).toHaveFocus();
    expect(field).toHaveAttribute("aria-expanded", "true");
    await user.tab();
    await waitFor(() => expect(field).toHaveAttribute("aria-expanded", "false"));
  });

  it("is focused by the / key", async () => {
    const { user } = renderWithProviders(<Search />);
    const field = await box();
    await user.keyboard("/");
    expect(field).toHaveFocus();
    expect(field).toHaveValue("");
  });

  it("ignores the / key when the shortcut is off", async () => {
    window.localStorage.setItem("segue-slash-shortcut", "false");
    const { user } = renderWithProviders(<Search />);
    const field = await box();
    await user.keyboard("/");
    expect(field).not.toHaveFocus();
  });
});

describe("Search, requests", () => {
  it("sends one request for text typed at once", async () => {
    const requests = respond(SEARCH, page);
    const { user } = renderWithProviders(<Search />);
    await user.type(await box(), "glass lan");
    await screen.findAllByRole("option");
    expect(requests.map((url) => url.searchParams.get("q"))).toEqual(["glass lan"]);
  });

  it("aborts an outdated request, and keeps the rows until the next ones arrive", async () => {
    const aborted: string[] = [];
    server.use(
      http.get(SEARCH, async ({ request }) => {
        const text = new URL(request.url).searchParams.get("q") ?? "";
        if (text === "g") return HttpResponse.json(page);
        if (text === "gl") {
          request.signal.addEventListener("abort", () => aborted.push(text));
          await new Promise((resolve) => setTimeout(resolve, 3000));
        }
        return HttpResponse.json(makeSearchResults([weather]));
      }),
    );
    const { user } = renderWithProviders(<Search />);
    const field = await box();
    await user.type(field, "g");
    expect(await screen.findAllByRole("option")).toHaveLength(3);
    await user.type(field, "l");
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(screen.getAllByRole("option")).toHaveLength(3);
    await user.type(field, "a");
    await waitFor(() => expect(screen.getAllByRole("option")).toHaveLength(1));
    expect(aborted).toEqual(["gl"]);
  });

  it("says when the spelling was corrected", async () => {
    respond(SEARCH, { ...page, did_you_mean: "lanterns" });
    const { user } = renderWithProviders(<Search />);
    await user.type(await box(), "lantrens");
    expect(await screen.findByText(/showing results for/i)).toHaveTextContent(
      "lanterns",
    );
  });
});
