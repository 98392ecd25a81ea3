/** The menu that blocks or unblocks the artists of a song. */
import { ActionIcon, Menu } from "@mantine/core";
import { MoreIcon } from "@/components/Icons";
import type { TrackSummary } from "@/lib/api-types";
import { formatTrackName } from "@/lib/format";
import { formatArtistName, useBlockedArtists } from "./useBlockedArtists";
import classes from "./VerdictButtons.module.css";

export const ArtistMenu = ({ track }: { track: TrackSummary }) => {
  const { isBlocked, setBlocked } = useBlockedArtists();
  if (track.artists.length === 0) return null;
  return (
    <Menu position="bottom-end" shadow="md" withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          size={38}
          className={classes.button}
          aria-label={`More about ${formatTrackName(track)}`}
        >
          <MoreIcon />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown aria-label={`More about ${formatTrackName(track)}`}>
        {track.artists.map((artist) => (
          <Menu.Item
            key={artist.artist_id}
            onClick={() => setBlocked(artist, !isBlocked(artist))}
          >
            {isBlocked(artist) ? "Unblock " : "Block "}
            {formatArtistName(artist)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
};
