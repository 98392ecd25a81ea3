/** All accounts, for the owner: who has one, new passwords, and removal. */
import { Button, VisuallyHidden } from "@mantine/core";
import { useState } from "react";
import { QueryView } from "@/components/QueryView";
import type { ListedAccount } from "@/lib/api-types";
import { formatCount } from "@/lib/format";
import classes from "./Account.module.css";
import { AddPerson } from "./AddPerson";
import { NewPasswordForm, RemovalForm } from "./PersonForms";
import { peopleQuery } from "./queries";

const describe = (person: ListedAccount): string =>
  [
    person.is_owner ? "owner" : null,
    formatCount(person.number_of_verdicts, "verdict", "verdicts"),
    formatCount(person.number_of_tokens, "API token", "API tokens"),
    person.has_password ? null : "no password",
    person.has_spotify ? "Spotify" : null,
    `since ${person.created_at.slice(0, 10)}`,
  ]
    .filter(Boolean)
    .join(" · ");

const FORMS = { password: NewPasswordForm, removal: RemovalForm };

const PersonRow = ({ person, isOwn }: { person: ListedAccount; isOwn: boolean }) => {
  const [form, setForm] = useState<keyof typeof FORMS | null>(null);
  const Form = form && FORMS[form];
  return (
    <li>
      <span>
        <strong>{person.name}</strong> <small>{describe(person)}</small>
      </span>
      {!isOwn && !Form && (
        <div className={classes.buttons}>
          <Button variant="default" onClick={() => setForm("password")}>
            New password <VisuallyHidden>of {person.name}</VisuallyHidden>
          </Button>
          <Button variant="default" onClick={() => setForm("removal")}>
            Remove <VisuallyHidden>{person.name}</VisuallyHidden>
          </Button>
        </div>
      )}
      {Form && <Form person={person} onClose={() => setForm(null)} />}
    </li>
  );
};

export const People = ({ own }: { own: string }) => (
  <section>
    <h2>People</h2>
    <QueryView query={peopleQuery()} loading={<p>…</p>}>
      {({ items }) => (
        <ul className={classes.tokens}>
          {items.map((person) => (
            <PersonRow
              key={person.account_id}
              person={person}
              isOwn={person.name === own}
            />
          ))}
        </ul>
      )}
    </QueryView>
    <AddPerson />
  </section>
);
