/** What stands in the frame of the app where a page failed: nothing else goes with it. */
import { Button } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { type ErrorComponentProps, Link } from "@tanstack/react-router";
import classes from "./Pages.module.css";

export const FailurePage = ({ error }: ErrorComponentProps) => {
  useDocumentTitle("Page failed – Segue");
  return (
    <div className={classes.narrow} role="alert">
      <h1 className={classes.pageTitle}>This page failed</h1>
      <p className={classes.lead}>
        Your feedback is safe. Load the page again, or{" "}
        <Link to="/">start with a song</Link>.
      </p>
      <Button variant="default" onClick={() => window.location.reload()}>
        Load again
      </Button>
      <details>
        <summary>Details</summary>
        <p>{error instanceof Error ? error.message : String(error)}</p>
      </details>
    </div>
  );
};
