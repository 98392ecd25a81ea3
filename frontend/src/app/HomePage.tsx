/** The home page: an invitation, the search box and popular songs. */
import { useDocumentTitle } from "@mantine/hooks";
import { Melody } from "@/components/Melody";
import { CatalogueLine } from "@/features/explore/CatalogueLine";
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
          Pick a song you love. Segue recommends ten that go with it, and explains each.
        </p>
        <Search large />
        <CatalogueLine />
      </section>
      <section aria-labelledby="starters">
        <h2 id="starters">Songs to start from</h2>
        <Starters />
      </section>
    </>
  );
};
