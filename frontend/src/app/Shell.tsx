/** The frame of every page: name, search, navigation and footer. */
import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { Announcer } from "@/components/Announcement";
import { Logo } from "@/components/Logo";
import { Toaster } from "@/components/Toaster";
import { useRowKeys } from "@/components/useRowKeys";
import { Search } from "@/features/search/Search";
import { withPrefix } from "@/lib/base";
import { AccountLink } from "./AccountLink";
import { Player } from "./Player";
import { Preferences } from "./Preferences";
import classes from "./Shell.module.css";

/** Move the focus to the new page after a navigation, as a full page load would. */
const useFocusOnNavigation = (path: string) => {
  const main = useRef<HTMLElement>(null);
  const previousPath = useRef(path);
  useEffect(() => {
    if (previousPath.current === path) return;
    previousPath.current = path;
    main.current?.focus({ preventScroll: true });
  }, [path]);
  return main;
};

const Header = ({ withSearch }: { withSearch: boolean }) => (
  <header className={classes.header}>
    <div className={classes.bar}>
      <Link to="/" className={classes.name} aria-label="Segue, home page">
        <Logo />
        <span className={classes.word}>Segue</span>
      </Link>
      <div className={classes.search}>{withSearch && <Search />}</div>
      <nav aria-label="Main" className={classes.nav}>
        <Link to="/discover" className={classes.link}>
          Discover
        </Link>
        <Link to="/for-you" className={classes.link}>
          For you
        </Link>
        <Link to="/feedback" className={classes.link}>
          Feedback
        </Link>
        <AccountLink />
        <Preferences />
      </nav>
    </div>
  </header>
);

export const Shell = () => {
  const path = useRouterState({
    select: (state) => state.resolvedLocation?.pathname ?? "",
  });
  const current = useRouterState({ select: (state) => state.location.pathname });
  const main = useFocusOnNavigation(path);
  useRowKeys();
  return (
    <>
      <a href="#main" className={classes.skip}>
        Skip to the content
      </a>
      <Header withSearch={current !== "/"} />
      <main id="main" ref={main} tabIndex={-1} className={classes.main}>
        <Outlet />
      </main>
      <footer className={classes.footer}>
        <p>Computed from your own warehouse. Segue is not affiliated with Spotify.</p>
        <p>
          <Link to="/map">Map</Link>
          <Link to="/stations">Stations</Link>
          <Link to="/import">Add music</Link>
          <Link to="/quality">Recommendation quality</Link>
          <a href={withPrefix("/docs/dbt/")}>Data documentation</a>
          <a href={withPrefix("/docs/api")}>API documentation</a>
        </p>
      </footer>
      <Player />
      <Announcer />
      <Toaster />
    </>
  );
};
