/** How good the recommendations are; loaded only when it is opened, for its charts are heavy. */
import { useDocumentTitle } from "@mantine/hooks";
import { QualityReport } from "@/features/quality/QualityReport";
import classes from "./Pages.module.css";

export const QualityPage = ({ run_id }: { run_id?: string }) => {
  useDocumentTitle("How good are the recommendations? – Segue");
  return (
    <>
      <h1 className={classes.pageTitle}>How good are the recommendations?</h1>
      <p className={classes.lead}>
        Some playlists are hidden while the model learns. Then each of them is asked
        about: from one of its songs, or from several, which others would you be given?
        What comes is held against what the playlist really holds, for Segue and for
        simpler ways beside it, on the very same questions.
      </p>
      <QualityReport run_id={run_id} />
    </>
  );
};
