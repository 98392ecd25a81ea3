/** The menu that blocks or unblocks the artists of a song. */
import { ActionIcon } from "@mantine/core";
import { MoreIcon } from "@/components/Icons";
import { MenuOnDemand } from "@/components/MenuOnDemand";
import type { TrackSummary } from "@/lib/api-types";
import { formatTrackName } from "@/lib/format";
import { formatArtistName, useBlockedArtists } from "./useBlockedArtists";
import classes from "./VerdictButtons.module.css";

export const ArtistMenu = ({ track }: { track: TrackSummary }) => {
  const { isBlocked, setBlocked } = useBlockedArtists();
  if (track.artists.length === 0) return null;
  const label = `More about ${formatTrackName(track)}`;
  return (
    <MenuOnDemand
      label={label}
      position="bottom-end"
      target={
        <ActionIcon
          variant="subtle"
          size={38}
          className={classes.button}
          aria-label={label}
        >
          <MoreIcon />
        </ActionIcon>
      }
      actions={track.artists.map((artist) => ({
        key: artist.artist_id,
        content: `${isBlocked(artist) ? "Unblock" : "Block"} ${formatArtistName(artist)}`,
        onClick: () => setBlocked(artist, !isBlocked(artist)),
      }))}
    />
  );
};
