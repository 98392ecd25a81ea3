/** One result: its picture, its name, and what tells it from others of the name. */
import { VisuallyHidden } from "@mantine/core";
import type { ComponentProps } from "react";
import { Cover, type CoverSubject } from "@/components/Cover";
import { ExplicitMark } from "@/components/ExplicitMark";
import { formatArtists, formatCount, formatTitle, formatYear } from "@/lib/format";
import { type NamedThing, nameOf } from "@/lib/named-things";
import { Highlight } from "./Highlight";
import classes from "./Search.module.css";

interface Look {
  cover: CoverSubject;
  title: string;
  detail: string;
  end: string | null;
  isExplicit?: boolean;
}

const drawn = (id: string, name: string): CoverSubject => ({
  track_id: id,
  track_name: name,
  album: null,
});

const formatVersions = (number: number): string | null =>
  number > 1 ? formatCount(number, "version", "versions") : null;

const lookOf = (thing: NamedThing): Look => {
  const title = nameOf(thing);
  switch (thing.kind) {
    case "track": {
      const { track, number_of_versions } = thing;
      return {
        cover: track,
        title: formatTitle(track),
        detail: [formatArtists(track), formatVersions(number_of_versions)]
          .filter(Boolean)
          .join(" · "),
        end: formatYear(track),
        isExplicit: track.is_explicit === true,
      };
    }
    case "artist":
      return {
        cover: drawn(thing.artist.artist_id, title),
        title,
        detail: "",
        end: null,
      };
    case "album":
      return {
        cover: { ...drawn(thing.album.album_id, title), album: thing.album },
        title,
        detail: formatArtists(thing),
        end: null,
      };
    case "genre":
      return { cover: drawn(title, title), title, detail: "", end: null };
    case "playlist": {
      const { playlist_id, owner_name, number_of_tracks } = thing.playlist;
      return {
        cover: drawn(playlist_id, title),
        title,
        detail: owner_name ? `by ${owner_name}` : "",
        end: formatCount(number_of_tracks, "song", "songs"),
      };
    }
  }
};

/** Say all of it once: highlights split words for screen readers, too. */
const describe = (thing: NamedThing, { detail, end, isExplicit }: Look): string =>
  thing.kind === "track"
    ? [
        nameOf(thing),
        end,
        isExplicit ? "explicit" : null,
        formatVersions(thing.number_of_versions),
      ]
        .filter(Boolean)
        .join(", ")
    : [nameOf(thing), detail, end].filter(Boolean).join(", ");

interface OptionProps {
  thing: NamedThing;
  searchText: string;
  option: ComponentProps<"li">;
}

export const Option = ({ thing, searchText, option }: OptionProps) => {
  const look = lookOf(thing);
  return (
    <li {...option} className={classes.option} data-kind={thing.kind}>
      <VisuallyHidden>{describe(thing, look)}</VisuallyHidden>
      <Cover track={look.cover} size="small" />
      <div aria-hidden="true" className={classes.names}>
        <span className={classes.title}>
          <span className={classes.clipped}>
            <Highlight text={look.title} searchText={searchText} />
          </span>
          {look.isExplicit && <ExplicitMark />}
        </span>
        {look.detail && (
          <span className={classes.artist}>
            <Highlight text={look.detail} searchText={searchText} />
          </span>
        )}
      </div>
      <span aria-hidden="true" className={classes.year}>
        {look.end}
      </span>
    </li>
  );
};
