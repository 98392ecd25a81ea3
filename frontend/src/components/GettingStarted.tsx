/** What to do while the warehouse has no music: add files here, or the commands. */
import { withPrefix } from "@/lib/base";
import classes from "./GettingStarted.module.css";

const COMMANDS = [
  { have: "Your files, of any kind", command: "segue import FILE… --build" },
  { have: "Nothing at hand", command: "segue ingest demo && segue build" },
] as const;

export const GettingStarted = () => (
  <div role="status" className={classes.guide}>
    <h3>There is no music here yet</h3>
    <p>
      <a href={withPrefix("/import")}>Add your music</a>: an export from Spotify or
      ListenBrainz, your scrobbles, playlists, or any table of songs. Or on the command
      line:
    </p>
    <dl>
      {COMMANDS.map(({ have, command }) => (
        <div key={command}>
          <dt>{have}</dt>
          <dd>
            <code>{command}</code>
          </dd>
        </div>
      ))}
    </dl>
    <p>This page then loads by itself.</p>
  </div>
);
