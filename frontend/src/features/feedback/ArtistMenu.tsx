/** What can be said of the artists of a song: that one never wants to hear them again. */
import { ActionIcon, Menu } from "@mantine/core";
import { MoreIcon } from "@/components/Icons";
import type { TrackSummary } from "@/lib/answers";
import { nameOf } from "@/lib/words";
import { artistNameOf, useRefusedArtists } from "./useRefusedArtists";
import classes from "./VerdictButtons.module.css";

export const ArtistMenu = ({ track }: { track: TrackSummary }) => {
  const { isRefused, refuse } = useRefusedArtists();
  if (track.artists.length === 0) return null;
  return (
    <Menu position="bottom-end" shadow="md" withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          size={38}
          className={classes.button}
          aria-label={`More about ${nameOf(track)}`}
        >
          <MoreIcon />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown aria-label={`More about ${nameOf(track)}`}>
        {track.artists.map((artist) => (
          <Menu.Item
            key={artist.artist_id}
            onClick={() => refuse(artist, !isRefused(artist))}
          >
            {isRefused(artist) ? "Allow again: " : "Never again: "}
            {artistNameOf(artist)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
};
