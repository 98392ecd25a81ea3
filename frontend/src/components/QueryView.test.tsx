/** The four states of a query: loading, empty, failed and filled. */
import { queryOptions } from "@tanstack/react-query";
import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { Problem } from "@/lib/http";
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
