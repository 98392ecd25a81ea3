/** The four states, and what each owes to a person. */
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
  it("shows the skeleton and says that it loads", async () => {
    renderQuery(() => new Promise(() => {}));
    expect(await screen.findByText("skeleton")).toBeInTheDocument();
    expect(screen.getByText("Loading")).toBeInTheDocument();
  });

  it("says what is missing when there is nothing", async () => {
    renderQuery(async () => []);
    expect(await screen.findByText("There is no name yet.")).toBeInTheDocument();
  });

  it("shows what came", async () => {
    renderQuery(async () => ["Ada", "Tove"]);
    expect(await screen.findByText("Ada and Tove")).toBeInTheDocument();
    expect(screen.queryByText("skeleton")).not.toBeInTheDocument();
  });

  it("says what failed, and tries again when asked to", async () => {
    const { user } = renderQuery(respondInOrder(failing, async () => ["Ada"]));
    const alert = await screen.findByRole("alert");
    expect(alert).toHaveTextContent("Not ready");
    expect(alert).toHaveTextContent("The warehouse does not answer.");
    expect(alert).toHaveTextContent("Request r-17");
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByText("Ada")).toBeInTheDocument();
    expect(screen.queryByRole("alert")).not.toBeInTheDocument();
  });

  it("keeps what it has when asking again fails", async () => {
    const { client } = renderQuery(respondInOrder(async () => ["Ada"], failing));
    await screen.findByText("Ada");
    await client.refetchQueries({ queryKey: ["names"] });
    expect(await screen.findByRole("alert")).toBeInTheDocument();
    expect(screen.getByText("Ada")).toBeInTheDocument();
  });
});
