/** The form to sign in with a name and a password, and the button to sign in with Spotify. */
import { Button, Checkbox, PasswordInput, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { AccountState } from "@/lib/api-types";
import { formatCount, toSentence } from "@/lib/format";
import { http, type Problem, unwrap } from "@/lib/http";
import classes from "./Account.module.css";
import { forgetEverything } from "./queries";
import { SpotifyButton } from "./SpotifyButton";
import { onSubmit } from "./submit";

export const SignIn = ({ state }: { state: AccountState }) => {
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [takesOver, setTakesOver] = useState(true);
  const number = state.number_of_anonymous_rows;
  const take_over = number > 0 && takesOver;
  const { mutate, error, isPending } = useMutation<AccountState, Problem>({
    mutationFn: () =>
      unwrap(
        http.POST("/api/v1/account/session", { body: { name, password, take_over } }),
      ),
    onSuccess: () => forgetEverything(client),
  });
  return (
    <form onSubmit={onSubmit(mutate)} className={classes.form}>
      <TextInput
        label="Name"
        autoComplete="username"
        required
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <PasswordInput
        label="Password"
        autoComplete="current-password"
        required
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      {number > 0 && (
        <Checkbox
          label={`Take my feedback along: ${formatCount(number, "entry", "entries")} of this browser`}
          checked={takesOver}
          onChange={(event) => setTakesOver(event.currentTarget.checked)}
        />
      )}
      {error && <p role="alert">{toSentence([error.detail])}</p>}
      <div className={classes.buttons}>
        <Button type="submit" loading={isPending}>
          Sign in
        </Button>
        {state.has_spotify_sign_in && (
          <SpotifyButton label="Sign in with Spotify" take_over={take_over} />
        )}
      </div>
    </form>
  );
};
