/** The API tokens of an account: a new one is shown once, the others can be revoked. */
import { Button, Checkbox, TextInput, VisuallyHidden } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { QueryView } from "@/components/QueryView";
import { showToast } from "@/components/toasts";
import type { Token } from "@/lib/api-types";
import { http, type Problem, unwrap } from "@/lib/http";
import classes from "./Account.module.css";
import { tokensQuery } from "./queries";
import { onSubmit } from "./submit";

const SCOPES = ["read", "feedback", "admin"] as const;
type Scope = (typeof SCOPES)[number];

const describe = ({ scopes, expires_at, last_used_at }: Token): string =>
  [
    scopes.join(", "),
    expires_at ? `until ${expires_at.slice(0, 10)}` : "for ever",
    last_used_at ? `last used ${last_used_at.slice(0, 10)}` : "never used",
  ].join(" · ");

const TokenRow = ({ token }: { token: Token }) => {
  const client = useQueryClient();
  const { mutate, isPending } = useMutation<unknown, Problem>({
    mutationFn: () =>
      unwrap(
        http.DELETE("/api/v1/account/tokens/{token_id}", {
          params: { path: { token_id: token.token_id } },
        }),
      ),
    onError: (problem) => showToast(problem.detail),
    onSettled: () => client.invalidateQueries(tokensQuery()),
  });
  return (
    <li>
      <span>
        <strong>{token.label}</strong> <small>{describe(token)}</small>
      </span>
      <Button variant="default" loading={isPending} onClick={() => mutate()}>
        Revoke <VisuallyHidden>{token.label}</VisuallyHidden>
      </Button>
    </li>
  );
};

const NewToken = () => {
  const client = useQueryClient();
  const [label, setLabel] = useState("");
  const [scopes, setScopes] = useState<string[]>(["read"]);
  const { mutate, data, isPending } = useMutation<{ token: string }, Problem>({
    mutationFn: () =>
      unwrap(
        http.POST("/api/v1/account/tokens", {
          body: { label, scopes: scopes as Scope[], days: null },
        }),
      ),
    onSuccess: () => client.invalidateQueries(tokensQuery()),
    onError: (problem) => showToast(problem.detail),
  });
  return (
    <form onSubmit={onSubmit(mutate)} className={classes.form}>
      <TextInput
        label="What is the new token for?"
        required
        maxLength={100}
        value={label}
        onChange={(event) => setLabel(event.currentTarget.value)}
      />
      <Checkbox.Group label="It may" value={scopes} onChange={setScopes}>
        <div className={classes.buttons}>
          {SCOPES.map((scope) => (
            <Checkbox key={scope} value={scope} label={scope} />
          ))}
        </div>
      </Checkbox.Group>
      <div className={classes.buttons}>
        <Button
          type="submit"
          variant="default"
          loading={isPending}
          disabled={scopes.length === 0}
        >
          Make a token
        </Button>
      </div>
      {data && (
        <p role="status">
          Copy it now, it is not shown again: <code>{data.token}</code>
        </p>
      )}
    </form>
  );
};

export const Tokens = () => (
  <section>
    <h2>API tokens</h2>
    <QueryView query={tokensQuery()} loading={<p>…</p>} empty={<p>No tokens yet.</p>}>
      {({ items }) => (
        <ul className={classes.tokens}>
          {items.map((token) => (
            <TokenRow key={token.token_id} token={token} />
          ))}
        </ul>
      )}
    </QueryView>
    <NewToken />
  </section>
);
