/** The handler of a form that sends a request instead of loading another page. */
import type { FormEvent } from "react";

export const onSubmit =
  (send: () => void) =>
  (event: FormEvent): void => {
    event.preventDefault();
    send();
  };
