/** The search box: what is asked, what is shown, and the keyboard. */
import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import { lanterns, sparseTrack, weather } from "@/testing/fixtures";
import { respond, respondNever, respondWithError, server } from "@/testing/mock-server";
import { renderWithProviders } from "@/testing/test-utils";
import { Search } from "./Search";

const TRACKS = "/api/v1/tracks";
const page = {
  items: [lanterns, weather, sparseTrack],
  next_cursor: null,
  did_you_mean: null,
};
const nothing = { items: [], next_cursor: null, did_you_mean: null };

const box = () => screen.findByRole("combobox", { name: /search for a song/i });

describe("Search, in its four states", () => {
  it("shows rows to come while it waits", async () => {
    respondNever(TRACKS);
    const { user } = renderWithProviders(<Search />);
    await user.type(await box(), "glass");
    expect(await screen.findByText("Loading")).toBeInTheDocument();
    expect(screen.queryByRole("option")).not.toBeInTheDocument();
  });

  it("says that no song is called so", async () => {
    respond(TRACKS, nothing);
    const { user } = renderWithProviders(<Search />);
    await user.type(await box(), "qqqq");
    expect(await screen.findByText(/no song here is called/i)).toHaveTextContent(
      "qqqq",
    );
  });

  it("says what failed, and tries again when asked to", async () => {
    respondWithError(TRACKS);
    const { user } = renderWithProviders(<Search />);
    await user.type(await box(), "glass");
    expect(await screen.findByRole("alert")).toHaveTextContent("Met no such track");
    respond(TRACKS, page);
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findAllByRole("option")).toHaveLength(3);
  });

  it("names title, artist, year and the explicit mark of each song", async () => {
    respond(TRACKS, page);
    const { user } = renderWithProviders(<Search />);
    await user.type(await box(), "n");
    const options = await screen.findAllByRole("option");
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
    expect(await screen.findByText("3 songs found")).toBeInTheDocument();
  });
});

describe("Search, by keyboard", () => {
  it("marks an option with the arrows and goes to it with Enter", async () => {
    respond(TRACKS, page);
    const { user, getPathname } = renderWithProviders(<Search />);
    const field = await box();
    await user.type(field, "n");
    await screen.findAllByRole("option");
    await user.keyboard("{ArrowDown}{ArrowDown}");
    const highlighted = screen.getByRole("option", { selected: true });
    expect(highlighted).toHaveAccessibleName(/Northern Weather/);
    expect(field).toHaveAttribute("aria-activedescendant", highlighted.id);
    await user.keyboard("{Enter}");
    await waitFor(() => expect(getPathname()).toBe("/tracks/t2"));
  });

  it("goes round: up from the field is the last option", async () => {
    respond(TRACKS, page);
    const { user } = renderWithProviders(<Search />);
    await user.type(await box(), "n");
    await screen.findAllByRole("option");
    await user.keyboard("{ArrowUp}");
    expect(screen.getByRole("option", { selected: true })).toHaveAccessibleName(
      /Untitled/,
    );
    await user.keyboard("{ArrowDown}");
    expect(screen.getByRole("option", { selected: true })).toHaveAccessibleName(
      /Glass/,
    );
  });

  it("takes the first song when Enter comes before the answer", async () => {
    respond(TRACKS, page);
    const { user, getPathname } = renderWithProviders(<Search />);
    await user.type(await box(), "glass{Enter}");
    await waitFor(() => expect(getPathname()).toBe("/tracks/t1"));
  });

  it("closes with Escape, and empties the field with a second one", async () => {
    respond(TRACKS, page);
    const { user } = renderWithProviders(<Search />);
    const field = await box();
    await user.type(field, "n");
    await screen.findAllByRole("option");
    expect(field).toHaveAttribute("aria-expanded", "true");
    await user.keyboard("{Escape}");
    expect(field).toHaveAttribute("aria-expanded", "false");
    expect(field).toHaveValue("n");
    await user.keyboard("{Escape}");
    expect(field).toHaveValue("");
  });

  it("closes when the focus goes elsewhere", async () => {
    respond(TRACKS, page);
    const { user } = renderWithProviders(<Search />);
    const field = await box();
    await user.type(field, "n");
    await screen.findAllByRole("option");
    await user.tab();
    expect(screen.getByRole("button", { name: "Clear the search" })).toHaveFocus();
    expect(field).toHaveAttribute("aria-expanded", "true");
    await user.tab();
    await waitFor(() => expect(field).toHaveAttribute("aria-expanded", "false"));
  });

  it("takes the focus with / unless that is switched off", async () => {
    const { user } = renderWithProviders(<Search />);
    const field = await box();
    await user.keyboard("/");
    expect(field).toHaveFocus();
    expect(field).toHaveValue("");
  });

  it("leaves / alone when it is switched off", async () => {
    window.localStorage.setItem("segue-slash-shortcut", "false");
    const { user } = renderWithProviders(<Search />);
    const field = await box();
    await user.keyboard("/");
    expect(field).not.toHaveFocus();
  });
});

describe("Search, towards the server", () => {
  it("asks once for what was typed in one go", async () => {
    const requests = respond(TRACKS, page);
    const { user } = renderWithProviders(<Search />);
    await user.type(await box(), "glass lan");
    await screen.findAllByRole("option");
    expect(requests.map((url) => url.searchParams.get("q"))).toEqual(["glass lan"]);
  });

  it("drops the request that was overtaken, and keeps its rows until the next come", async () => {
    const aborted: string[] = [];
    server.use(
      http.get(TRACKS, async ({ request }) => {
        const text = new URL(request.url).searchParams.get("q") ?? "";
        if (text === "g") return HttpResponse.json(page);
        if (text === "gl") {
          request.signal.addEventListener("abort", () => aborted.push(text));
          await new Promise((resolve) => setTimeout(resolve, 3000));
        }
        return HttpResponse.json({ ...page, items: [weather] });
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

  it("says so when the spelling was mended", async () => {
    respond(TRACKS, { ...page, did_you_mean: "lanterns" });
    const { user } = renderWithProviders(<Search />);
    await user.type(await box(), "lantrens");
    expect(await screen.findByText(/showing songs for/i)).toHaveTextContent("lanterns");
  });
});
