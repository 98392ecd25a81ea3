/** The head of a page: what kind of thing it is, its name, its facts and what to do with it. */
import { useDocumentTitle } from "@mantine/hooks";
import type { ReactNode } from "react";
import { Cover, type CoverSubject } from "@/components/Cover";
import { GenreLinks } from "@/components/EntityLinks";
import type { Portrait } from "@/lib/api-types";
import { formatCount } from "@/lib/format";
import classes from "./EntityHeader.module.css";

const formatYears = ({ first_year, last_year }: Portrait): string | null =>
  first_year === null || first_year === last_year
    ? (first_year?.toString() ?? null)
    : `${first_year}–${last_year}`;

interface EntityHeaderProps {
  kind: string;
  name: string;
  cover: CoverSubject;
  isRound?: boolean;
  portrait: Portrait;
  /** Links to what it belongs to. */
  by?: ReactNode;
  withGenres?: boolean;
  actions: ReactNode;
}

export const EntityHeader = ({
  kind,
  name,
  cover,
  isRound = false,
  portrait,
  by,
  withGenres = true,
  actions,
}: EntityHeaderProps) => {
  useDocumentTitle(`${name} – Segue`);
  const years = formatYears(portrait);
  return (
    <header className={classes.header}>
      <div className={classes.cover} data-round={isRound || undefined}>
        <Cover track={cover} size="large" eager />
      </div>
      <div className={classes.text}>
        <p className={classes.kind}>{kind}</p>
        <h1 className={classes.name}>{name}</h1>
        {by && <p className={classes.by}>{by}</p>}
        <p className={classes.facts}>
          {[formatCount(portrait.number_of_recordings, "song", "songs"), years]
            .filter(Boolean)
            .join(" · ")}
        </p>
        {withGenres && portrait.genres.length > 0 && (
          <p className={classes.facts}>
            <GenreLinks
              genres={portrait.genres.slice(0, 4).map(({ genre }) => genre)}
            />
          </p>
        )}
        <div className={classes.actions}>{actions}</div>
      </div>
    </header>
  );
};
