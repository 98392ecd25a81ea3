/** The page that lists a listener's verdicts and lets them erase each or all. */
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
        Your likes and dislikes stay in your own database, under your account or an
        anonymous profile of this browser. Disliked songs are left out of every list
        until you erase the verdict here; liked songs move your lists towards similar
        music.
      </p>
      <FeedbackList />
      <BlockedArtists />
      <div className={classes.last}>
        <EraseAll />
      </div>
    </div>
  );
};
