/** The page to which people bring their music, and that says what came of it. */
import { useDocumentTitle } from "@mantine/hooks";
import { DropZone } from "@/features/imports/DropZone";
import { ImportList } from "@/features/imports/ImportList";
import classes from "./Pages.module.css";

export const ImportPage = () => {
  useDocumentTitle("Add music – Segue");
  return (
    <div className={classes.narrow}>
      <h1 className={classes.pageTitle}>Add music</h1>
      <p className={classes.lead}>
        Your export from Spotify, ListenBrainz or YouTube Music, your scrobbles,
        playlists from Exportify, or any table of songs. Segue recognises what is in a
        file, loads it into your warehouse, and makes your recommendations anew. A file
        that was loaded before changes nothing.
      </p>
      <DropZone />
      <h2>What you sent</h2>
      <ImportList />
    </div>
  );
};
