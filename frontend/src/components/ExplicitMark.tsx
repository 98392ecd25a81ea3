/** The small E that marks explicit lyrics. */
import { VisuallyHidden } from "@mantine/core";
import classes from "./ExplicitMark.module.css";

export const ExplicitMark = () => (
  <span className={classes.mark} title="Explicit">
    <span aria-hidden="true">E</span>
    <VisuallyHidden>explicit</VisuallyHidden>
  </span>
);
