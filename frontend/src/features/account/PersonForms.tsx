/** What the owner does with another account: set its password, or remove it. */
import { Button, Checkbox, PasswordInput } from "@mantine/core";
import { useState } from "react";
import type { ListedAccount } from "@/lib/api-types";
import { formatCount, toSentence } from "@/lib/format";
import { http, unwrap } from "@/lib/http";
import classes from "./Account.module.css";
import { onSubmit } from "./submit";
import { usePersonChange } from "./usePersonChange";

interface FormProps {
  person: ListedAccount;
  onClose: () => void;
}

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
    {
      describe: () => `${person.name} has to sign in with the new password`,
      onDone: onClose,
    },
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
    { describe: () => `${person.name} is removed`, onDone: onClose },
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
