/** A cover, or a drawing in its place that nobody takes for album art. */
import { useState } from "react";
import type { TrackSummary } from "@/lib/answers";
import { titleOf } from "@/lib/words";
import classes from "./Cover.module.css";

type Size = "small" | "medium" | "large";

const FIELD = {
  small: "album_img_sm",
  medium: "album_img_md",
  large: "album_img_lg",
} as const;
const PIXELS = { small: 64, medium: 300, large: 640 };

// The page asks no other host for anything: the same ones as in the server's policy.
const IMAGE_HOSTS = /^(i|mosaic)\.scdn\.co$|^[\w.-]+\.spotifycdn\.com$/;

const isOfImageHost = (address: string): boolean => {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, port } = new URL(address);
  return protocol === "https:" && port === "" && IMAGE_HOSTS.test(hostname);
};

const isOurOwn = (address: string): boolean =>
  address.startsWith("/") && !/^\/[/\\]/.test(address);

const isShown = (address: string | null | undefined): address is string =>
  typeof address === "string" && (isOurOwn(address) || isOfImageHost(address));

/** In the order in which they are tried; a broken one is followed by the next. */
const addressesOf = (track: TrackSummary, size: Size): string[] => [
  ...new Set([track.album?.[FIELD[size]], track.album?.album_image].filter(isShown)),
];

const hueOf = (text: string): number => {
  let hash = 7;
  for (const letter of text) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 360;
  return hash;
};

const initialsOf = (title: string): string =>
  title
    .split(/\s+/)
    .filter((word) => /^[\p{L}\p{N}]/u.test(word))
    .slice(0, 2)
    .map((word) => [...word][0]?.toLocaleUpperCase())
    .join("") || "♪";

const Placeholder = ({ track }: { track: TrackSummary }) => (
  <svg
    aria-hidden="true"
    data-testid="placeholder"
    className={classes.placeholder}
    style={{ "--hue": hueOf(track.album?.album_id ?? track.track_id) }}
    viewBox="0 0 100 100"
  >
    <rect width="100" height="100" />
    <path d="M18 40C32 16 68 16 82 40" />
    <text x="50" y="70" textAnchor="middle">
      {initialsOf(titleOf(track))}
    </text>
  </svg>
);

interface CoverProps {
  track: TrackSummary;
  size: Size;
  /** Only where the cover says something that no text beside it says. */
  alt?: string;
  eager?: boolean;
}

export const Cover = ({ track, size, alt = "", eager = false }: CoverProps) => {
  const [broken, setBroken] = useState<readonly string[]>([]);
  const address = addressesOf(track, size).find((each) => !broken.includes(each));
  return (
    <span className={classes.frame}>
      {address === undefined ? (
        <Placeholder track={track} />
      ) : (
        <img
          src={address}
          alt={alt}
          width={PIXELS[size]}
          height={PIXELS[size]}
          loading={eager ? "eager" : "lazy"}
          decoding="async"
          referrerPolicy="no-referrer"
          onError={() => setBroken([...broken, address])}
        />
      )}
    </span>
  );
};
