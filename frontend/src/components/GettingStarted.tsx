/** What to do while the warehouse has no music: the commands, one after the other. */
import classes from "./GettingStarted.module.css";

const SOURCES = [
  {
    have: "Your export from Spotify",
    command: "segue ingest history my_spotify_data.zip",
  },
  {
    have: "Your export from ListenBrainz",
    command: "segue ingest listenbrainz listenbrainz_me.zip",
  },
  {
    have: "Your scrobbles, as any table",
    command: "segue ingest lastfm scrobbles.csv",
  },
  {
    have: "Songs with audio features, as CSV or Parquet",
    command: "segue ingest tracks songs.csv",
  },
  { have: "Nothing at hand", command: "segue ingest demo" },
] as const;

export const GettingStarted = () => (
  <div role="status" className={classes.guide}>
    <h3>There is no music here yet</h3>
    <ol>
      <li>
        Load what you have into your warehouse:
        <dl>
          {SOURCES.map(({ have, command }) => (
            <div key={command}>
              <dt>{have}</dt>
              <dd>
                <code>{command}</code>
              </dd>
            </div>
          ))}
        </dl>
      </li>
      <li>
        Make recommendations from it: <code>segue build</code>
      </li>
    </ol>
    <p>This page then loads by itself.</p>
  </div>
);
