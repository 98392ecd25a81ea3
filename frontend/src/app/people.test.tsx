/** The owner's list of people: add one, set a password, remove one. */
import { screen, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, it } from "vitest";

import { ann, makePerson } from "@/testing/fixtures";
import { respond, respondWithError, server } from "@/testing/mock-server";
import { renderWithProviders } from "@/testing/test-utils";
import { AccountPage } from "./AccountPage";

const PEOPLE = "/api/v1/accounts";
const owner = makePerson("Ann", { is_owner: true, has_spotify: true });
const bob = makePerson("Bob", { number_of_verdicts: 3, has_password: false });

const row = async (name: string): Promise<HTMLElement> => {
  const people = await screen.findByRole("heading", { name: "People" });
  const section = within(people.parentElement as HTMLElement);
  return (await section.findByText(name, { selector: "strong" })).closest(
    "li",
  ) as HTMLElement;
};

describe("the owner's list of people", () => {
  beforeEach(() => {
    respond("/api/v1/account", ann);
    respond("/api/v1/account/tokens", { items: [] });
    respond(PEOPLE, { items: [owner, bob] });
  });

  it("shows everybody, and the own account without buttons", async () => {
    renderWithProviders(<AccountPage />);
    expect(await row("Ann")).toHaveTextContent(
      "owner · 0 verdicts · 0 API tokens · Spotify",
    );
    expect(within(await row("Ann")).queryByRole("button")).toBeNull();
    expect(await row("Bob")).toHaveTextContent("3 verdicts");
    expect(await row("Bob")).toHaveTextContent("no password · since 2026-11-29");
  });

  it("shows the error", async () => {
    respondWithError(PEOPLE);
    renderWithProviders(<AccountPage />);
    expect(await screen.findByRole("alert")).toHaveTextContent("No such track");
  });

  it("is not there for others", async () => {
    respond("/api/v1/account", {
      ...ann,
      account: { ...ann.account, is_owner: false },
    });
    renderWithProviders(<AccountPage />);
    await screen.findByText("No tokens yet.");
    expect(screen.queryByRole("heading", { name: "People" })).toBeNull();
  });

  it("adds a person, and says why one cannot be added", async () => {
    const bodies: unknown[] = [];
    server.use(
      http.post(PEOPLE, async ({ request }) => {
        bodies.push(await request.json());
        if (bodies.length === 1)
          return HttpResponse.json({ detail: "expected a new name" }, { status: 409 });
        respond(PEOPLE, { items: [owner, bob, makePerson("Cid")] });
        return HttpResponse.json(makePerson("Cid"), { status: 201 });
      }),
    );
    const { user } = renderWithProviders(<AccountPage />);
    await user.type(await screen.findByLabelText(/Name of the person/), "Cid");
    await user.type(screen.getByLabelText(/First password/), "window river");
    await user.click(screen.getByRole("button", { name: "Add" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("Expected a new name");
    await user.click(screen.getByRole("button", { name: "Add" }));
    expect(await row("Cid")).toBeInTheDocument();
    expect(bodies.at(-1)).toEqual({ name: "Cid", password: "window river" });
    expect(screen.getByLabelText(/First password/)).toHaveValue("");
  });

  it("sets a password, with and without an end of all access", async () => {
    const bodies: unknown[] = [];
    server.use(
      http.put(`${PEOPLE}/:account_id/password`, async ({ params, request }) => {
        expect(params.account_id).toBe(bob.account_id);
        bodies.push(await request.json());
        return new HttpResponse(null, { status: 204 });
      }),
    );
    const { user } = renderWithProviders(<AccountPage />);
    for (const revokes of [false, true]) {
      const label = "New password of Bob";
      await user.click(within(await row("Bob")).getByRole("button", { name: label }));
      await user.type(screen.getByLabelText(/New password of Bob/), "window river");
      if (revokes) await user.click(screen.getByLabelText(/Also revoke API tokens/));
      await user.click(screen.getByRole("button", { name: "Set the password" }));
      await within(await row("Bob")).findByRole("button", { name: label });
      expect(bodies.at(-1)).toEqual({
        new_password: "window river",
        revoke_access: revokes,
      });
    }
  });

  it("removes a person after a confirmation", async () => {
    server.use(
      http.delete(`${PEOPLE}/:account_id`, () => {
        respond(PEOPLE, { items: [owner] });
        return new HttpResponse(null, { status: 204 });
      }),
    );
    const { user } = renderWithProviders(<AccountPage />);
    await user.click(
      within(await row("Bob")).getByRole("button", { name: "Remove Bob" }),
    );
    const confirmation = screen.getByRole("group", { name: "Remove Bob" });
    expect(confirmation).toHaveTextContent(
      "Remove Bob with 3 verdicts and all stations",
    );
    await user.click(within(confirmation).getByRole("button", { name: "Keep" }));
    await user.click(
      within(await row("Bob")).getByRole("button", { name: "Remove Bob" }),
    );
    await user.click(screen.getByRole("button", { name: "Remove" }));
    expect(await screen.findByText("Bob is removed")).toBeInTheDocument();
    await expect
      .poll(() => screen.queryByText("Bob", { selector: "strong" }))
      .toBeNull();
  });
});
