/** An album cover, or a drawn placeholder that cannot be mistaken for album art. */
import { useState } from "react";
import type { TrackSummary } from "@/lib/api-types";
import { withPrefix } from "@/lib/base";
import { formatTitle } from "@/lib/format";
import classes from "./Cover.module.css";

type Size = "small" | "medium" | "large";

const FIELD = {
  small: "album_img_sm",
  medium: "album_img_md",
  large: "album_img_lg",
} as const;
const PIXELS = { small: 64, medium: 300, large: 640 };

// The same hosts as in the server's content security policy.
const IMAGE_HOSTS = /^(i|mosaic)\.scdn\.co$|^[\w.-]+\.spotifycdn\.com$/;

const isOnImageHost = (url: string): boolean => {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, port } = new URL(url);
  return protocol === "https:" && port === "" && IMAGE_HOSTS.test(hostname);
};

const isSameOrigin = (url: string): boolean =>
  url.startsWith("/") && !/^\/[/\\]/.test(url);

const isAllowedImage = (url: string | null | undefined): url is string =>
  typeof url === "string" && (isSameOrigin(url) || isOnImageHost(url));

/** A song, or what is drawn like one: an album, an artist, a genre or a playlist. */
export type CoverSubject = Pick<TrackSummary, "track_id" | "track_name" | "album">;

/** URLs in the order in which they are tried when one fails to load. */
const listImageUrls = (track: CoverSubject, size: Size): string[] => [
  ...new Set(
    [track.album?.[FIELD[size]], track.album?.album_image].filter(isAllowedImage),
  ),
];

const computeHue = (text: string): number => {
  let hash = 7;
  for (const letter of text) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 360;
  return hash;
};

const getInitials = (title: string): string =>
  title
    .split(/\s+/)
    .filter((word) => /^[\p{L}\p{N}]/u.test(word))
    .slice(0, 2)
    .map((word) => [...word][0]?.toLocaleUpperCase())
    .join("") || "♪";

const Placeholder = ({ track }: { track: CoverSubject }) => (
  <svg
    aria-hidden="true"
    data-testid="placeholder"
    className={classes.placeholder}
    style={{ "--hue": computeHue(track.album?.album_id ?? track.track_id) }}
    viewBox="0 0 100 100"
  >
    <rect width="100" height="100" />
    <path d="M18 40C32 16 68 16 82 40" />
    <text x="50" y="70" textAnchor="middle">
      {getInitials(formatTitle(track))}
    </text>
  </svg>
);

interface CoverProps {
  track: CoverSubject;
  size: Size;
  /** Only where the cover shows something that the text beside it does not say. */
  alt?: string;
  eager?: boolean;
}

export const Cover = ({ track, size, alt = "", eager = false }: CoverProps) => {
  const [brokenUrls, setBrokenUrls] = useState<readonly string[]>([]);
  const url = listImageUrls(track, size).find((each) => !brokenUrls.includes(each));
  return (
    <span className={classes.frame}>
      {url === undefined ? (
        <Placeholder track={track} />
      ) : (
        <img
          src={isSameOrigin(url) ? withPrefix(url) : url}
          alt={alt}
          width={PIXELS[size]}
          height={PIXELS[size]}
          loading={eager ? "eager" : "lazy"}
          decoding="async"
          referrerPolicy="no-referrer"
          onError={() => setBrokenUrls([...brokenUrls, url])}
        />
      )}
    </span>
  );
};
