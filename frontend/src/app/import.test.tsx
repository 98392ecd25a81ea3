/** The page to add music: files are sent one after the other, and say what came of them. */
import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";

import type { Import } from "@/lib/api-types";
import { itShowsLoadingAndError } from "@/testing/four-states";
import { respond, server } from "@/testing/mock-server";
import { renderWithProviders } from "@/testing/test-utils";
import { ImportPage } from "./ImportPage";

const IMPORTS = "/api/v1/imports";

const makeTable = (table: string, found: number) => ({
  table,
  found: found + 1,
  new: found,
  changed: 0,
  unchanged: 1,
  missing: 0,
  failed: 0,
});

const makeImport = (name: string, overrides: Partial<Import> = {}): Import => ({
  import_id: `id of ${name}`,
  file_name: name,
  size_bytes: 9,
  with_build: true,
  state: "done",
  rows_read: 0,
  sources: [],
  new_songs: null,
  number_of_problems: 0,
  error: null,
  created_at: "2026-11-30T04:00:00Z",
  started_at: null,
  finished_at: "2026-11-30T04:00:09Z",
  ...overrides,
});

const loaded = makeImport("mine.zip", {
  new_songs: 31,
  sources: [
    {
      source: "tracks",
      status: "done",
      tables: [makeTable("tracks", 33), makeTable("playlists", 1)],
    },
    { source: "history", status: "done", tables: [makeTable("plays", 1204)] },
  ],
});

const row = async (name: string): Promise<HTMLElement> =>
  (await screen.findByText(name, { selector: "strong" })).closest("li") as HTMLElement;

const fileInput = async (): Promise<HTMLInputElement> => {
  const zone = (await screen.findByText(/Drop your files/)).parentElement;
  return zone?.querySelector("input[type=file]") as HTMLInputElement;
};

describe("the page to add music", () => {
  itShowsLoadingAndError(IMPORTS, <ImportPage />);

  it("says that nothing was sent", async () => {
    respond(IMPORTS, { items: [] });
    renderWithProviders(<ImportPage />);
    expect(await screen.findByText("No file was sent yet.")).toBeInTheDocument();
  });

  it("says what is new, how far a file is, and why one failed", async () => {
    const running = { finished_at: null };
    respond(IMPORTS, {
      items: [
        loaded,
        makeImport("again.zip"),
        makeImport("next.zip", { ...running, state: "waiting" }),
        makeImport("large.csv", { ...running, state: "loading", rows_read: 1 }),
        makeImport("built.csv", { ...running, state: "building" }),
        makeImport("broken.zip", { state: "failed", error: "expected a zip" }),
        makeImport("half.zip", { state: "failed", sources: loaded.sources }),
        makeImport("notes.txt", { state: "failed" }),
      ],
    });
    renderWithProviders(<ImportPage />);
    expect(await row("mine.zip")).toHaveTextContent(
      "31 new songs, 1204 new plays, 1 new playlist",
    );
    expect(await row("again.zip")).toHaveTextContent("Nothing new");
    expect(await row("next.zip")).toHaveTextContent("Waits for its turn");
    expect(await row("large.csv")).toHaveTextContent("Loading: 1 row read");
    expect(await row("built.csv")).toHaveTextContent("Making recommendations…");
    expect(await row("broken.zip")).toHaveTextContent("Expected a zip");
    expect(await row("half.zip")).toHaveTextContent("1204 new plays");
    expect(await row("half.zip")).toHaveTextContent("Not all of it could be read");
    expect(await row("notes.txt")).toHaveTextContent("Nothing in it could be read");
    expect(within(await row("large.csv")).queryByRole("button")).toBeNull();
  });

  it("sends chosen and dropped files, each after the other, and looks for news", async () => {
    const sent: [string | null, string | null, string][] = [];
    let items: Import[] = [];
    server.use(
      http.get(IMPORTS, () => HttpResponse.json({ items })),
      http.post(IMPORTS, async ({ request }) => {
        const name = new URL(request.url).searchParams.get("file_name");
        sent.push([name, request.headers.get("Content-Type"), await request.text()]);
        const one = makeImport(name ?? "", { state: "loading", finished_at: null });
        items = [one, ...items];
        return HttpResponse.json(one, { status: 202 });
      }),
    );
    const { user } = renderWithProviders(<ImportPage />);
    const input = await fileInput();
    await user.upload(input, [new File(["one"], "a.csv"), new File(["two"], "b.csv")]);
    expect(await row("b.csv")).toBeInTheDocument();
    const type = "application/octet-stream";
    expect(sent).toEqual([
      ["a.csv", type, "one"],
      ["b.csv", type, "two"],
    ]);
    items = items.map((each) => ({
      ...loaded,
      import_id: each.import_id,
      file_name: each.file_name,
    }));
    await waitFor(
      async () => expect(await row("a.csv")).toHaveTextContent("31 new songs"),
      {
        timeout: 4000,
      },
    );
    const zone = (await screen.findByText(/Drop your files/))
      .parentElement as HTMLElement;
    fireEvent.dragOver(zone);
    expect(zone).toHaveAttribute("data-over");
    fireEvent.drop(zone, { dataTransfer: { files: [new File(["three"], "c.csv")] } });
    expect(await row("c.csv")).toBeInTheDocument();
    expect(zone).not.toHaveAttribute("data-over");
  });

  it("says why a file is not taken", async () => {
    respond(IMPORTS, { items: [] });
    server.use(
      http.post(IMPORTS, () =>
        HttpResponse.json({ detail: "expected a smaller file" }, { status: 413 }),
      ),
    );
    const { user } = renderWithProviders(<ImportPage />);
    const input = await fileInput();
    await user.upload(input, new File(["one"], "a.csv"));
    expect(await screen.findByRole("alert")).toHaveTextContent(
      "Expected a smaller file",
    );
  });

  it("shows what was left out on demand, and clears a row", async () => {
    const broken = makeImport("broken.zip", { number_of_problems: 2 });
    respond(IMPORTS, { items: [broken] });
    respond(`${IMPORTS}/:id/problems`, {
      items: [{ detail: "line 3: expected a name" }],
      next_cursor: "more",
    });
    const cleared: string[] = [];
    server.use(
      http.delete(`${IMPORTS}/:id`, ({ params }) => {
        cleared.push(String(params.id));
        respond(IMPORTS, { items: [] });
        return new HttpResponse(null, { status: 204 });
      }),
    );
    const { user } = renderWithProviders(<ImportPage />);
    await user.click(await screen.findByText("2 things were left out"));
    expect(await screen.findByText("line 3: expected a name")).toBeInTheDocument();
    expect(screen.getByText(/raw._rejected/)).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: /Clear/ }));
    expect(await screen.findByText("No file was sent yet.")).toBeInTheDocument();
    expect(cleared).toEqual(["id of broken.zip"]);
  });
});
