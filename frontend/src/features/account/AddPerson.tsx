/** The form with which the owner adds an account. */
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { showToast } from "@/components/toasts";
import { toSentence } from "@/lib/format";
import { http, type Problem, unwrap } from "@/lib/http";
import classes from "./Account.module.css";
import { peopleQuery } from "./queries";
import { onSubmit } from "./submit";

export const AddPerson = () => {
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const { mutate, error, isPending } = useMutation<{ name: string }, Problem>({
    mutationFn: () =>
      unwrap(http.POST("/api/v1/accounts", { body: { name, password } })),
    onSuccess: (added) => {
      setName("");
      setPassword("");
      showToast(`${added.name} can sign in now`);
      return client.invalidateQueries(peopleQuery());
    },
  });
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
