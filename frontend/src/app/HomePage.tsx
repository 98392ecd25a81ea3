/** The start: an invitation, the search, and some songs to begin with. */
import { useDocumentTitle } from "@mantine/hooks";
import { Melody } from "@/components/Melody";
import { Search } from "@/features/search/Search";
import { Starters } from "@/features/tracks/Starters";
import classes from "./Pages.module.css";

export const HomePage = () => {
  useDocumentTitle("Segue – one song leads to the next");
  return (
    <>
      <section className={classes.invitation} aria-labelledby="invitation">
        <div className={classes.melody}>
          <Melody />
        </div>
        <h1 id="invitation">One song leads to the next.</h1>
        <p>
          Name one that you love. Segue answers with ten that follow from it, and says
          of each why.
        </p>
        <Search large />
      </section>
      <section aria-labelledby="starters">
        <h2 id="starters" className={classes.heading}>
          Songs to begin with
        </h2>
        <Starters />
      </section>
    </>
  );
};
