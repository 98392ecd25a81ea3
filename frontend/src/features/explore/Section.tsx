/** A part of a page below its own heading. */
import { type ReactNode, useId } from "react";
import classes from "./Section.module.css";

interface SectionProps {
  title: string;
  /** One sentence on what it shows. */
  meaning?: string;
  children: ReactNode;
}

export const Section = ({ title, meaning, children }: SectionProps) => {
  const id = useId();
  return (
    <section aria-labelledby={id} className={classes.section}>
      <h2 id={id}>{title}</h2>
      {meaning && <p className={classes.meaning}>{meaning}</p>}
      {children}
    </section>
  );
};
