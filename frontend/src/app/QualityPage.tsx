/** The quality page, loaded only when opened because its charts are a large download. */
import { useDocumentTitle } from "@mantine/hooks";
import { QualityReport } from "@/features/quality/QualityReport";
import classes from "./Pages.module.css";

export const QualityPage = ({ run_id }: { run_id?: string }) => {
  useDocumentTitle("How good are the recommendations? – Segue");
  return (
    <>
      <h1 className={classes.pageTitle}>How good are the recommendations?</h1>
      <p className={classes.lead}>
        Some playlists are held out while the model is trained. Then each of them is a
        test: given one of its songs, or several, which others are recommended? The
        lists are compared with what the playlist really holds, for Segue and for
        simpler baselines on the same queries.
      </p>
      <QualityReport run_id={run_id} />
    </>
  );
};
