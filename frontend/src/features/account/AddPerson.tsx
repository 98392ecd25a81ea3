/** The form with which the owner adds an account. */
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useState } from "react";
import { toSentence } from "@/lib/format";
import { http, unwrap } from "@/lib/http";
import classes from "./Account.module.css";
import { onSubmit } from "./submit";
import { usePersonChange } from "./usePersonChange";

export const AddPerson = () => {
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const { mutate, error, isPending } = usePersonChange(
    () => unwrap(http.POST("/api/v1/accounts", { body: { name, password } })),
    {
      describe: (added) => `${added.name} can sign in now`,
      onDone: () => {
        setName("");
        setPassword("");
      },
    },
  );
  return (
    <form onSubmit={onSubmit(mutate)} className={classes.form}>
      <h3>Add a person</h3>
      <TextInput
        label="Name of the person"
        autoComplete="off"
        required
        maxLength={64}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <PasswordInput
        label="First password"
        description="10 characters or more; the person can change it"
        autoComplete="new-password"
        minLength={10}
        required
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      {error && <p role="alert">{toSentence([error.detail])}</p>}
      <div className={classes.buttons}>
        <Button type="submit" variant="default" loading={isPending}>
          Add
        </Button>
      </div>
    </form>
  );
};
