/** Tuning the recommendations for a song. */
import { cleanup, screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { readListDefaults } from "@/lib/preferences";
import { tenRecommendations } from "@/testing/fixtures";
import { respond } from "@/testing/mock-server";
import { renderWithProviders } from "@/testing/test-utils";
import { TrackRecommendations } from "./TrackRecommendations";
import type { Tuning } from "./tuning";

const PATH = "/api/v1/tracks/:track_id/recommendations";

const renderTuned = (tuning: Tuning, onTune: (tuning: Tuning) => void) =>
  renderWithProviders(
    <TrackRecommendations
      track_id="t1"
      tuning={tuning}
      onTune={onTune}
      rejectedAs={() => null}
      actions={() => null}
    />,
  );

describe("TuningControls", () => {
  it("shows the tuning, which the request carries", async () => {
    const requests = respond(PATH, tenRecommendations);
    renderTuned(
      { diversity: 0.3, max_per_artist: 1, feedback: "off" },
      () => undefined,
    );
    await screen.findByRole("heading", { name: "Follower 1" });
    expect(Object.fromEntries(requests[0]?.searchParams ?? [])).toEqual({
      limit: "10",
      diversity: "0.3",
      max_per_artist: "1",
      use_feedback: "false",
    });
    expect(screen.getByRole("slider", { name: "Diversity" })).toHaveAttribute(
      "aria-valuetext",
      "30%",
    );
  });

  it("switches to other artists for every list, in place of the search parameter", async () => {
    const requests = respond(PATH, tenRecommendations);
    const tuned: Tuning[] = [];
    const { user } = renderTuned({ artists: "same" }, (tuning) => tuned.push(tuning));
    await user.click(await screen.findByRole("radio", { name: "Other artists" }));
    expect(tuned).toEqual([{}]);
    expect(readListDefaults().artists).toBe("other");
    cleanup();
    renderTuned({}, () => undefined);
    expect(await screen.findByRole("radio", { name: "Other artists" })).toBeChecked();
    await waitFor(() => expect(requests).toHaveLength(2));
    expect(Object.fromEntries(requests[1]?.searchParams ?? [])).toEqual({
      limit: "10",
      max_per_artist: "1",
      max_of_seed_artist: "0",
    });
  });

  it("tunes by keyboard, one step at a time, and resets", async () => {
    respond(PATH, tenRecommendations);
    const tuned: Tuning[] = [];
    const { user } = renderTuned({ max_per_artist: 2 }, (tuning) => tuned.push(tuning));
    (await screen.findByRole("slider", { name: "Diversity" })).focus();
    await user.keyboard("{ArrowRight}");
    await user.selectOptions(screen.getByLabelText("Max per artist"), "Max 3");
    await user.click(screen.getByLabelText("Use my likes and dislikes"));
    await user.click(screen.getByRole("button", { name: "Reset" }));
    expect(tuned).toEqual([
      { max_per_artist: 2, diversity: 0.05 },
      { max_per_artist: 3 },
      { max_per_artist: 2, feedback: "off" },
      {},
    ]);
  });
});
