/** A person's own verdicts, and that they may go. */
import { useDocumentTitle } from "@mantine/hooks";
import { BlockedArtists } from "@/features/feedback/BlockedArtists";
import { EraseAll } from "@/features/feedback/EraseAll";
import { FeedbackList } from "@/features/feedback/FeedbackList";
import classes from "./Pages.module.css";

export const FeedbackPage = () => {
  useDocumentTitle("Your feedback – Segue");
  return (
    <div className={classes.narrow}>
      <h1 className={classes.pageTitle}>Your feedback</h1>
      <p className={classes.lead}>
        What you like and dislike stays in your own database, under an anonymous profile
        of this browser. Songs you disliked are left out of every list until you erase
        that here; what you liked draws near what is like it.
      </p>
      <FeedbackList />
      <BlockedArtists />
      <div className={classes.last}>
        <EraseAll />
      </div>
    </div>
  );
};
