/** Signing in and out, the own account, and its tokens. */
import { screen } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it, vi } from "vitest";

import { ann, noAccounts } from "@/testing/fixtures";
import { itShowsLoadingAndError } from "@/testing/four-states";
import { respond, server } from "@/testing/mock-server";
import { renderWithProviders } from "@/testing/test-utils";
import { AccountLink } from "./AccountLink";
import { AccountPage } from "./AccountPage";

const withFeedback = {
  ...noAccounts,
  has_accounts: true,
  has_spotify_sign_in: true,
  number_of_anonymous_rows: 3,
};

/** Mock a server that signs in whoever has the right password. */
const acceptPassword = (right: string): unknown[] => {
  const bodies: unknown[] = [];
  server.use(
    http.post("/api/v1/account/session", async ({ request }) => {
      const body = (await request.json()) as { password: string };
      bodies.push(body);
      if (body.password !== right)
        return HttpResponse.json({ detail: "expected another" }, { status: 401 });
      respond("/api/v1/account", ann);
      respond("/api/v1/account/tokens", { items: [] });
      respond("/api/v1/accounts", { items: [] });
      return HttpResponse.json(ann);
    }),
  );
  return bodies;
};

describe("the account page", () => {
  itShowsLoadingAndError("/api/v1/account", <AccountPage />);

  it("says how the first account is made", async () => {
    respond("/api/v1/account", noAccounts);
    renderWithProviders(<AccountPage />);
    const command = await screen.findByText("segue user add");
    expect(command.tagName).toBe("CODE");
    expect(command.parentElement).not.toHaveTextContent("`");
  });

  it("signs in, and takes the feedback of the browser along", async () => {
    respond("/api/v1/account", withFeedback);
    const bodies = acceptPassword("right");
    const { user } = renderWithProviders(<AccountPage />);
    await user.type(await screen.findByLabelText(/Name/), "Ann");
    await user.type(screen.getByLabelText(/Password/), "wrong");
    await user.click(screen.getByRole("button", { name: "Sign in" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("Expected another");
    await user.clear(screen.getByLabelText(/Password/));
    await user.type(screen.getByLabelText(/Password/), "right");
    await user.click(screen.getByRole("button", { name: "Sign in" }));
    expect(await screen.findByText(/Signed in as/)).toHaveTextContent("Ann, the owner");
    expect(bodies.at(-1)).toEqual({ name: "Ann", password: "right", take_over: true });
  });

  it("leaves the feedback of the browser where it is, if asked to", async () => {
    respond("/api/v1/account", withFeedback);
    const bodies = acceptPassword("right");
    const { user } = renderWithProviders(<AccountPage />);
    await user.type(await screen.findByLabelText(/Name/), "Ann");
    await user.type(screen.getByLabelText(/Password/), "right");
    await user.click(screen.getByLabelText(/Take my feedback along: 3 entries/));
    await user.click(screen.getByRole("button", { name: "Sign in" }));
    await screen.findByText(/Signed in as/);
    expect(bodies).toEqual([{ name: "Ann", password: "right", take_over: false }]);
  });

  it("signs out", async () => {
    respond("/api/v1/account", ann);
    respond("/api/v1/account/tokens", { items: [] });
    respond("/api/v1/accounts", { items: [] });
    server.use(
      http.delete("/api/v1/account/session", () => {
        respond("/api/v1/account", { ...noAccounts, has_accounts: true });
        return new HttpResponse(null, { status: 204 });
      }),
    );
    const { user } = renderWithProviders(<AccountPage />);
    await user.click(await screen.findByRole("button", { name: "Sign out" }));
    expect(await screen.findByRole("button", { name: "Sign in" })).toBeInTheDocument();
  });

  it("shows a new token once, and revokes one", async () => {
    const token_id = "00000000-0000-4000-8000-000000000000";
    const token = { token_id, label: "a script", scopes: ["read"], created_at: "2026" };
    const listed = { ...token, expires_at: null, last_used_at: null };
    respond("/api/v1/account", ann);
    respond("/api/v1/account/tokens", { items: [] });
    respond("/api/v1/accounts", { items: [] });
    server.use(
      http.post("/api/v1/account/tokens", () => {
        respond("/api/v1/account/tokens", { items: [listed] });
        return HttpResponse.json({ token_id, token: "segue_secret" }, { status: 201 });
      }),
      http.delete("/api/v1/account/tokens/:token_id", ({ params }) => {
        expect(params.token_id).toBe(token_id);
        respond("/api/v1/account/tokens", { items: [] });
        respond("/api/v1/accounts", { items: [] });
        return new HttpResponse(null, { status: 204 });
      }),
    );
    const { user } = renderWithProviders(<AccountPage />);
    await user.type(
      await screen.findByLabelText(/What is the new token for/),
      "a script",
    );
    await user.click(screen.getByRole("button", { name: "Make a token" }));
    expect(await screen.findByText("segue_secret")).toBeInTheDocument();
    await user.click(await screen.findByRole("button", { name: "Revoke a script" }));
    expect(await screen.findByText("No tokens yet.")).toBeInTheDocument();
  });

  it("leads to Spotify, and says how that ended", async () => {
    respond("/api/v1/account", withFeedback);
    const url = "https://accounts.example/authorize";
    server.use(http.post("/api/v1/account/spotify", () => HttpResponse.json({ url })));
    const assign = vi.spyOn(window.location, "assign").mockImplementation(() => {});
    const { user } = renderWithProviders(<AccountPage spotify="unknown" />);
    expect(await screen.findByText(/No account is connected/)).toBeInTheDocument();
    await user.click(
      await screen.findByRole("button", { name: "Sign in with Spotify" }),
    );
    await vi.waitFor(() => expect(assign).toHaveBeenCalledWith(url));
    assign.mockRestore();
  });
});

describe("the link to the account", () => {
  it.each([
    ["nothing without accounts", noAccounts, null],
    ["to sign in, once there are accounts", withFeedback, "Sign in"],
    ["the name of who is signed in", ann, "Ann"],
  ])("shows %s", async (_, state, text) => {
    const requests = respond("/api/v1/account", state);
    renderWithProviders(<AccountLink />);
    await vi.waitFor(() => expect(requests).toHaveLength(1));
    if (text === null) expect(screen.queryByRole("link")).toBeNull();
    else expect(await screen.findByRole("link")).toHaveTextContent(text);
  });
});
