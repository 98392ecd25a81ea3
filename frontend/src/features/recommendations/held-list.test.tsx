/** A list holds still after a verdict; what changed is shown when the listener asks. */
import { act, screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { recordChange, undo } from "@/components/undo";
import type { Recommendation } from "@/lib/api-types";
import { makeRecommendation, tenRecommendations } from "@/testing/fixtures";
import { respond } from "@/testing/mock-server";
import { renderWithProviders } from "@/testing/test-utils";
import { recommendationsQuery } from "./queries";
import { TrackRecommendations } from "./TrackRecommendations";

const PATH = "/api/v1/tracks/:track_id/recommendations";
const rows = (...ranks: number[]) => ({
  ...tenRecommendations,
  items: ranks.map((rank) => makeRecommendation(rank)),
});
const BEFORE = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const AFTER = [11, 1, 3, 2, 4, 5, 6, 7, 8, 12];

const shownIds = () =>
  [...document.querySelectorAll<HTMLElement>("[data-row]")].map(
    (row) => row.dataset.row,
  );
const idsOf = (ranks: number[]) => ranks.map((rank) => `r${rank}`);

const renderList = async (rejectedAs: string | null = null) => {
  respond(PATH, rows(...BEFORE));
  const view = renderWithProviders(
    <TrackRecommendations
      track_id="t1"
      onTune={() => undefined}
      rejectedAs={({ track_id }) => (track_id === "r3" ? rejectedAs : null)}
      actions={({ track_id }) => (
        <>
          <button type="button">Like {track_id}</button>
          <button type="button">Dislike {track_id}</button>
        </>
      )}
    />,
  );
  await waitFor(() => expect(shownIds()).toEqual(idsOf(BEFORE)));
  const refetch = (...ranks: number[]) => {
    respond(PATH, rows(...ranks));
    return act(() => view.client.invalidateQueries(recommendationsQuery("t1")));
  };
  return { ...view, refetch };
};

const like = (revert: () => void = () => undefined) =>
  act(() => {
    recordChange({ subject: "track r2", word: "like", message: "Liked r2", revert });
  });

it("keeps its rows after a verdict, and shows the others when asked", async () => {
  const { refetch, user } = await renderList();
  like();
  await refetch(...AFTER);
  const show = await screen.findByRole("button", {
    name: "2 new after your like – show",
  });
  expect(shownIds()).toEqual(idsOf(BEFORE));
  expect(document.getElementById("announcements")).toHaveTextContent(
    "2 new after your like: the button above the list shows it",
  );
  await user.click(show);
  expect(shownIds()).toEqual(idsOf(AFTER));
  expect(show).not.toBeInTheDocument();
  const marked = [...document.querySelectorAll<HTMLElement>("[data-new]")];
  expect(marked.map((row) => row.dataset.row)).toEqual(["r11", "r12"]);
  expect(within(marked[0] as HTMLElement).getByText("New")).toBeInTheDocument();
  expect(document.activeElement?.closest<HTMLElement>("[data-row]")?.dataset.row).toBe(
    "r11",
  );
});

it("has nothing to show once the verdict is undone", async () => {
  const { refetch } = await renderList();
  like();
  await refetch(...AFTER);
  await screen.findByRole("button", { name: /after your like/ });
  act(() => undo());
  await refetch(...BEFORE);
  await waitFor(() =>
    expect(screen.queryByRole("button", { name: /– show$/ })).not.toBeInTheDocument(),
  );
});

it("counts the verdicts, and says when only the order changed", async () => {
  const { refetch } = await renderList();
  like();
  like();
  await refetch(2, 1, 3, 4, 5, 6, 7, 8, 9, 10);
  expect(
    await screen.findByRole("button", {
      name: "Another order after your 2 verdicts – show",
    }),
  ).toBeInTheDocument();
});

it("says of a change in another tab that it came from elsewhere", async () => {
  const { refetch } = await renderList();
  await refetch(...AFTER);
  expect(
    await screen.findByRole("button", { name: "2 new, from elsewhere – show" }),
  ).toBeInTheDocument();
});

it("keeps a rejected row, and says what becomes of it", async () => {
  await renderList("Disliked");
  const row = document.querySelector<HTMLElement>("[data-row=r3]") as HTMLElement;
  expect(row).toHaveAttribute("data-rejected");
  expect(
    within(row).getByText("Disliked: gone from the next list"),
  ).toBeInTheDocument();
});

it("costs two stops of the Tab key a row, and arrows move within one", async () => {
  const { user } = await renderList();
  const row = document.querySelector<HTMLElement>("[data-row=r1]") as HTMLElement;
  const stops = [...row.querySelectorAll<HTMLElement>("a[href], button")].filter(
    (control) => control.tabIndex === 0,
  );
  expect(stops).toHaveLength(2);
  screen.getByRole("button", { name: "Like r1" }).focus();
  await user.keyboard("{ArrowRight}");
  expect(screen.getByRole("button", { name: "Dislike r1" })).toHaveFocus();
  await user.keyboard("{End}");
  expect(within(row).getByRole("link", { name: /^more like this/i })).toHaveFocus();
  await user.keyboard("{ArrowRight}");
  expect(screen.getByRole("button", { name: "Like r1" })).toHaveFocus();
});

it("says once what is true of every row", async () => {
  const shared = "same energy and mood";
  const items: Recommendation[] = [1, 2, 3].map((rank) =>
    makeRecommendation(rank, { reasons: [shared, `${rank} playlists hold both`] }),
  );
  respond(PATH, { ...tenRecommendations, items });
  renderWithProviders(
    <TrackRecommendations
      track_id="t1"
      onTune={() => undefined}
      rejectedAs={() => null}
      actions={() => null}
    />,
  );
  expect(await screen.findByText("Same energy and mood")).toBeInTheDocument();
  expect(screen.getByText("3 playlists hold both")).toBeInTheDocument();
  expect(screen.getAllByText(/same energy/i)).toHaveLength(1);
});
