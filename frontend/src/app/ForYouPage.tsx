/** The page with recommendations from everything the listener likes. */
import { useDocumentTitle } from "@mantine/hooks";
import { Link } from "@tanstack/react-router";
import { RequireLikes } from "@/features/feedback/RequireLikes";
import { ForYou, type TunedListProps } from "@/features/recommendations/ForYou";
import { formatCount } from "@/lib/format";
import classes from "./Pages.module.css";
import { useListProps } from "./useListProps";

const NothingLiked = () => (
  <>
    You have no likes yet. <Link to="/">Pick a song</Link> and press the heart beside
    the songs you love: this page then recommends from all of them together.
  </>
);

export const ForYouPage = (props: TunedListProps) => {
  useDocumentTitle("For you – Segue");
  const listProps = useListProps();
  return (
    <div className={classes.wide}>
      <h1 className={classes.pageTitle}>For you</h1>
      <RequireLikes empty={<NothingLiked />}>
        {(number_of_likes) => (
          <>
            <p className={classes.lead}>
              Based on {formatCount(number_of_likes, "song", "songs")} that you liked,
              and away from what you disliked. Every verdict counts at once.
            </p>
            <ForYou {...props} {...listProps} />
          </>
        )}
      </RequireLikes>
    </div>
  );
};
