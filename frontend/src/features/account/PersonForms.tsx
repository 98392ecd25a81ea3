/** What the owner does with another account: set its password, or remove it. */
import { Button, Checkbox, PasswordInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { showToast } from "@/components/toasts";
import type { ListedAccount } from "@/lib/api-types";
import { formatCount, toSentence } from "@/lib/format";
import { http, type Problem, unwrap } from "@/lib/http";
import classes from "./Account.module.css";
import { peopleQuery } from "./queries";
import { onSubmit } from "./submit";

interface FormProps {
  person: ListedAccount;
  onClose: () => void;
}

/** Send a change of one person, say so, and show the list as it is then. */
const usePersonChange = (
  send: () => Promise<unknown>,
  { done, onClose }: { done: string; onClose: () => void },
) => {
  const client = useQueryClient();
  return useMutation<unknown, Problem>({
    mutationFn: send,
    onSuccess: () => {
      onClose();
      showToast(done);
      return client.invalidateQueries(peopleQuery());
    },
  });
};

export const NewPasswordForm = ({ person, onClose }: FormProps) => {
  const [new_password, setPassword] = useState("");
  const [revoke_access, setRevokes] = useState(false);
  const { mutate, error, isPending } = usePersonChange(
    () =>
      unwrap(
        http.PUT("/api/v1/accounts/{account_id}/password", {
          params: { path: { account_id: person.account_id } },
          body: { new_password, revoke_access },
        }),
      ),
    { done: `${person.name} has to sign in with the new password`, onClose },
  );
  return (
    <form onSubmit={onSubmit(mutate)} className={classes.form}>
      <PasswordInput
        label={`New password of ${person.name}`}
        description="10 characters or more"
        autoComplete="new-password"
        minLength={10}
        required
        value={new_password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <Checkbox
        label="Also revoke API tokens and disconnect Spotify"
        checked={revoke_access}
        onChange={(event) => setRevokes(event.currentTarget.checked)}
      />
      {error && <p role="alert">{toSentence([error.detail])}</p>}
      <div className={classes.buttons}>
        <Button type="submit" variant="default" loading={isPending}>
          Set the password
        </Button>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </form>
  );
};

export const RemovalForm = ({ person, onClose }: FormProps) => {
  const { mutate, error, isPending } = usePersonChange(
    () =>
      unwrap(
        http.DELETE("/api/v1/accounts/{account_id}", {
          params: { path: { account_id: person.account_id } },
        }),
      ),
    { done: `${person.name} is removed`, onClose },
  );
  const verdicts = formatCount(person.number_of_verdicts, "verdict", "verdicts");
  return (
    <fieldset aria-label={`Remove ${person.name}`} className={classes.buttons}>
      <span>
        Remove {person.name} with {verdicts} and all stations for good?
      </span>
      <Button loading={isPending} onClick={() => mutate()}>
        Remove
      </Button>
      <Button variant="default" onClick={onClose}>
        Keep
      </Button>
      {error && <p role="alert">{toSentence([error.detail])}</p>}
    </fieldset>
  );
};
