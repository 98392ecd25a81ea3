/** The one way out of here: the song at Spotify, in a tab of its own. */
import { VisuallyHidden } from "@mantine/core";
import { OutsideIcon } from "./Icons";
import classes from "./SpotifyLink.module.css";

interface SpotifyLinkProps {
  address: string;
  /** Which song, where several links stand on one page. */
  of?: string;
}

export const SpotifyLink = ({ address, of }: SpotifyLinkProps) => (
  <a className={classes.link} href={address} target="_blank" rel="noreferrer">
    Open in Spotify
    <VisuallyHidden>{of ? `: ${of}` : ""} (in a new tab)</VisuallyHidden>
    <OutsideIcon size={15} />
  </a>
);
