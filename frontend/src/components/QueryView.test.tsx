/** The four states of a query: loading, empty, failed and filled. */
import { queryOptions } from "@tanstack/react-query";
import { screen } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { NO_BUILD, Problem } from "@/lib/http";
import { LOOK_FOR_A_BUILD_MS } from "@/lib/query-client";
import { renderWithProviders } from "@/testing/test-utils";
import { QueryView } from "./QueryView";

const renderQuery = (queryFn: () => Promise<string[]>) =>
  renderWithProviders(
    <QueryView
      query={queryOptions<string[], Problem, string[], readonly [string]>({
        queryKey: ["names"],
        queryFn,
      })}
      loading={<p>skeleton</p>}
      empty="There is no name yet."
    >
      {(names) => <p>{names.join(" and ")}</p>}
    </QueryView>,
  );

const problem = new Problem(503, "Not ready", "The warehouse does not answer.", "r-17");

const noBuild = new Problem(503, "Not ready", "No table.", null, NO_BUILD);

const failing = () => Promise.reject<string[]>(problem);

const respondInOrder = (...answers: (() => Promise<string[]>)[]) => {
  const remaining = [...answers];
  return () => remaining.shift()?.() ?? Promise.resolve([]);
};

describe("QueryView", () => {
  it("shows the skeleton and announces loading", async () => {
    renderQuery(() => new Promise(() => {}));
    expect(await screen.findByText("skeleton")).toBeInTheDocument();
    expect(screen.getByText("Loading")).toBeInTheDocument();
  });

  it("shows the empty message when there is no data", async () => {
    renderQuery(async () => []);
    expect(await screen.findByText("There is no name yet.")).toBeInTheDocument();
  });

  it("shows the data", async () => {
    renderQuery(async () => ["Ada", "Tove"]);
    expect(await screen.findByText("Ada and Tove")).toBeInTheDocument();
    expect(screen.queryByText("skeleton")).not.toBeInTheDocument();
  });

  it("guides to a build, looks for one again and again, and shows its data", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    let hasBuild = false;
    renderQuery(() => (hasBuild ? Promise.resolve(["Ada"]) : Promise.reject(noBuild)));
    expect(await screen.findByText("There is no music here yet")).toBeInTheDocument();
    expect(screen.getByText("segue ingest demo && segue build")).toBeInTheDocument();
    expect(screen.queryByRole("alert")).not.toBeInTheDocument();
    await vi.advanceTimersByTimeAsync(LOOK_FOR_A_BUILD_MS + 1000);
    expect(screen.getByText("There is no music here yet")).toBeInTheDocument();
    hasBuild = true;
    await vi.advanceTimersByTimeAsync(LOOK_FOR_A_BUILD_MS + 1000);
    expect(await screen.findByText("Ada")).toBeInTheDocument();
    vi.useRealTimers();
  });

  it("shows the error and retries on request", async () => {
    const { user } = renderQuery(respondInOrder(failing, async () => ["Ada"]));
    const alert = await screen.findByRole("alert");
    expect(alert).toHaveTextContent("Not ready");
    expect(alert).toHaveTextContent("The warehouse does not answer.");
    expect(alert).toHaveTextContent("Request r-17");
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByText("Ada")).toBeInTheDocument();
    expect(screen.queryByRole("alert")).not.toBeInTheDocument();
  });

  it("keeps the data when a refetch fails", async () => {
    const { client } = renderQuery(respondInOrder(async () => ["Ada"], failing));
    await screen.findByText("Ada");
    await client.refetchQueries({ queryKey: ["names"] });
    expect(await screen.findByRole("alert")).toBeInTheDocument();
    expect(screen.getByText("Ada")).toBeInTheDocument();
  });
});
