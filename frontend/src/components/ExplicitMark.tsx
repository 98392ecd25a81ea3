/** The small E that says a text is explicit. */
import { VisuallyHidden } from "@mantine/core";
import classes from "./ExplicitMark.module.css";

export const ExplicitMark = () => (
  <span className={classes.mark} title="Explicit">
    <span aria-hidden="true">E</span>
    <VisuallyHidden>explicit</VisuallyHidden>
  </span>
);
