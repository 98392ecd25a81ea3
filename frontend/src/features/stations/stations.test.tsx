/** Stations: kept under a name, listed, shown with what is new, and deleted. */
import { screen, waitFor } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import { makeTrack } from "@/testing/fixtures";
import { itShowsLoadingAndError } from "@/testing/four-states";
import { respond, server } from "@/testing/mock-server";
import { renderWithProviders } from "@/testing/test-utils";
import { KeepStation } from "./KeepStation";
import { StationList } from "./StationList";
import { StationView } from "./StationView";

const PATH = "/api/v1/stations";
const station = {
  station_id: "s1",
  name: "Evening",
  number_of_tracks: 20,
  number_of_new_tracks: 3,
  created_at: "2026-11-30T10:00:00Z",
  ran_at: "2026-11-30T10:00:00Z",
  model_version: "m",
  last_problem: null,
  feed_url: "/feeds/k",
};
const view = <StationView station_id="s1" listActions={(name) => `Play ${name}`} />;

describe("StationList, in its four states", () => {
  itShowsLoadingAndError(PATH, <StationList />);

  it("says where a station comes from", async () => {
    respond(PATH, { items: [] });
    renderWithProviders(<StationList />);
    expect(await screen.findByText(/No station yet/)).toBeVisible();
    expect(screen.getByRole("link", { name: "Discover" })).toBeVisible();
  });

  it("lists stations with what is new, or why nothing is", async () => {
    const last_problem = "expected a genre of the catalogue";
    respond(PATH, {
      items: [station, { ...station, station_id: "s2", name: "Old", last_problem }],
    });
    renderWithProviders(<StationList />);
    const [first, second] = await screen.findAllByRole("listitem");
    expect(first).toHaveTextContent("20 songs · 3 new · made 30/11/2026");
    expect(second).toHaveTextContent(`No new list: ${last_problem}`);
    expect(screen.getByRole("link", { name: "Feed of Evening" })).toHaveAttribute(
      "href",
      expect.stringMatching(/\/feeds\/k$/),
    );
  });

  it("deletes a station, and says if it could not", async () => {
    respond(PATH, { items: [station] });
    server.use(
      http.delete(`${PATH}/s1`, () =>
        HttpResponse.json({ title: "Forbidden", detail: "no" }, { status: 403 }),
      ),
    );
    const { user } = renderWithProviders(<StationList />);
    await user.click(await screen.findByRole("button", { name: "Delete Evening" }));
    expect(await screen.findByText(/The station is still there/)).toBeVisible();
    server.use(
      http.delete(`${PATH}/s1`, () => {
        respond(PATH, { items: [] });
        return new HttpResponse(null, { status: 204 });
      }),
    );
    await user.click(screen.getByRole("button", { name: "Delete Evening" }));
    expect(await screen.findByText(/No station yet/)).toBeVisible();
  });
});

describe("StationView, in its four states", () => {
  itShowsLoadingAndError(`${PATH}/:station_id`, view);

  it("marks what is new, and has what can be done with the list", async () => {
    const items = [1, 2].map((rank) => ({
      rank,
      track: makeTrack(`t${rank}`, `Song ${rank}`),
      is_new: rank === 2,
      first_at: station.ran_at,
    }));
    respond(`${PATH}/:station_id`, { ...station, request: {}, items });
    renderWithProviders(view);
    expect(await screen.findByText("New · Night Ferry")).toBeVisible();
    expect(screen.getByText("Night Ferry")).toBeVisible();
    expect(screen.getByText("Play Evening")).toBeVisible();
  });

  it("says why a station has no list", async () => {
    const last_problem = "expected other options";
    respond(`${PATH}/:station_id`, {
      ...station,
      last_problem,
      request: {},
      items: [],
    });
    renderWithProviders(view);
    expect(await screen.findByRole("alert")).toHaveTextContent(last_problem);
    expect(screen.queryByText("Play Evening")).not.toBeInTheDocument();
  });
});

describe("KeepStation", () => {
  const keep = async (status: number) => {
    const sent: unknown[] = [];
    server.use(
      http.post(PATH, async ({ request }) => {
        sent.push(await request.json());
        return status === 201
          ? HttpResponse.json(station, { status })
          : HttpResponse.json(
              { title: "Conflict", detail: "one too many" },
              { status },
            );
      }),
    );
    const { user } = renderWithProviders(<KeepStation request={{ limit: 20 }} />);
    await user.click(await screen.findByRole("button", { name: "Keep as a station" }));
    const field = screen.getByRole("textbox", { name: "Name of the station" });
    await waitFor(() => expect(field).toHaveFocus());
    expect(screen.getByRole("button", { name: "Keep" })).toBeDisabled();
    await user.type(field, "Evening");
    await user.click(screen.getByRole("button", { name: "Keep" }));
    return sent;
  };

  it("keeps the list of the page under a name, and leads to it", async () => {
    const sent = await keep(201);
    const link = await screen.findByRole("link", { name: "Evening" });
    expect(link).toHaveAttribute("href", "/stations/s1");
    expect(sent).toEqual([{ name: "Evening", request: { limit: 20 } }]);
  });

  it("says why it was not kept, and has the name still", async () => {
    await keep(409);
    expect(await screen.findByText("one too many")).toBeVisible();
    expect(screen.getByRole("textbox")).toHaveValue("Evening");
  });
});
