/** The link to a song at Spotify, in a new tab. */
import { VisuallyHidden } from "@mantine/core";
import { OutsideIcon } from "./Icons";
import classes from "./SpotifyLink.module.css";

interface SpotifyLinkProps {
  address: string;
  /** Name of the song, where a page has several links. */
  of?: string;
}

export const SpotifyLink = ({ address, of }: SpotifyLinkProps) => (
  <a className={classes.link} href={address} target="_blank" rel="noreferrer">
    Open in Spotify
    <VisuallyHidden>{of ? `: ${of}` : ""} (in a new tab)</VisuallyHidden>
    <OutsideIcon size={15} />
  </a>
);
