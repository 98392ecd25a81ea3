/** The page for an unknown URL. */
import { useDocumentTitle } from "@mantine/hooks";
import { Link } from "@tanstack/react-router";
import classes from "./Pages.module.css";

export const NotFoundPage = () => {
  useDocumentTitle("Not found – Segue");
  return (
    <div className={classes.narrow}>
      <h1 className={classes.pageTitle}>There is no page here</h1>
      <p className={classes.lead}>
        The address may be mistyped. <Link to="/">Start with a song</Link> instead.
      </p>
    </div>
  );
};
