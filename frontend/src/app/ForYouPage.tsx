/** Songs from all that a person liked. */
import { useDocumentTitle } from "@mantine/hooks";
import { Link } from "@tanstack/react-router";
import { RequireLikes } from "@/features/feedback/RequireLikes";
import { useBlockedArtists } from "@/features/feedback/useBlockedArtists";
import { useVerdicts } from "@/features/feedback/useVerdicts";
import { VerdictButtons } from "@/features/feedback/VerdictButtons";
import { ForYou } from "@/features/recommendations/ForYou";
import type { Filters, Tuning } from "@/features/recommendations/tuning";
import { formatCount } from "@/lib/format";
import classes from "./Pages.module.css";

interface ForYouPageProps {
  tuning: Tuning;
  filters: Filters;
  onTune: (tuning: Tuning, filters: Filters) => void;
}

const NothingLiked = () => (
  <>
    You liked nothing yet. <Link to="/">Begin with a song</Link>, and press the heart
    beside what you love: this page then answers to all of it together.
  </>
);

export const ForYouPage = (props: ForYouPageProps) => {
  useDocumentTitle("For you – Segue");
  const { isRejected } = useVerdicts();
  const { isByBlockedArtist } = useBlockedArtists();
  return (
    <div className={classes.wide}>
      <h1 className={classes.pageTitle}>For you</h1>
      <RequireLikes empty={<NothingLiked />}>
        {(number_of_likes) => (
          <>
            <p className={classes.lead}>
              From {formatCount(number_of_likes, "song", "songs")} that you liked, and
              away from what you disliked. Every verdict that you give here counts at
              once.
            </p>
            <ForYou
              {...props}
              isRejected={(track) =>
                isRejected(track.track_id) || isByBlockedArtist(track)
              }
              actions={(track) => <VerdictButtons track={track} />}
            />
          </>
        )}
      </RequireLikes>
    </div>
  );
};
