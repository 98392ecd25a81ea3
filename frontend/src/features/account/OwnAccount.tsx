/** The account of the person who is signed in: sign-out, Spotify, password and tokens. */
import { Button, PasswordInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { showToast } from "@/components/toasts";
import type { AccountState } from "@/lib/api-types";
import { toSentence } from "@/lib/format";
import { http, type Problem, unwrap } from "@/lib/http";
import classes from "./Account.module.css";
import { People } from "./People";
import { forgetEverything } from "./queries";
import { SpotifyButton } from "./SpotifyButton";
import { onSubmit } from "./submit";
import { Tokens } from "./Tokens";

const PasswordForm = ({ name }: { name: string }) => {
  const [current_password, setCurrent] = useState("");
  const [new_password, setNew] = useState("");
  const { mutate, error, isPending } = useMutation<unknown, Problem>({
    mutationFn: () =>
      unwrap(
        http.PUT("/api/v1/account/password", {
          body: { current_password, new_password },
        }),
      ),
    onSuccess: () => {
      setCurrent("");
      setNew("");
      showToast("The password is changed; other browsers have to sign in again");
    },
  });
  return (
    <form onSubmit={onSubmit(mutate)} className={classes.form}>
      <h2>Password</h2>
      {/* for password managers */}
      <input type="text" autoComplete="username" value={name} readOnly hidden />
      <PasswordInput
        label="Current password"
        autoComplete="current-password"
        required
        value={current_password}
        onChange={(event) => setCurrent(event.currentTarget.value)}
      />
      <PasswordInput
        label="New password"
        description="10 characters or more"
        autoComplete="new-password"
        minLength={10}
        required
        value={new_password}
        onChange={(event) => setNew(event.currentTarget.value)}
      />
      {error && <p role="alert">{toSentence([error.detail])}</p>}
      <div className={classes.buttons}>
        <Button type="submit" variant="default" loading={isPending}>
          Change the password
        </Button>
      </div>
    </form>
  );
};

export const OwnAccount = ({ state }: { state: AccountState }) => {
  const client = useQueryClient();
  const { mutate, isPending } = useMutation<unknown, Problem>({
    mutationFn: () => unwrap(http.DELETE("/api/v1/account/session")),
    onSuccess: () => forgetEverything(client),
    onError: (problem) => showToast(problem.detail),
  });
  const { account } = state;
  if (account === null) return null;
  return (
    <div className={classes.account}>
      <p>
        Signed in as <strong>{account.name}</strong>
        {account.is_owner && ", the owner"}.
      </p>
      <div className={classes.buttons}>
        <Button loading={isPending} onClick={() => mutate()}>
          Sign out
        </Button>
        {state.has_spotify_sign_in && !account.has_spotify && (
          <SpotifyButton label="Connect Spotify" take_over={false} />
        )}
      </div>
      {account.has_password && <PasswordForm name={account.name} />}
      <Tokens />
      {account.is_owner && <People own={account.name} />}
    </div>
  );
};
