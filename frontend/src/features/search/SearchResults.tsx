/** The list of results below the search box. */
import { Skeleton, VisuallyHidden } from "@mantine/core";
import type { ComponentProps } from "react";
import { Cover } from "@/components/Cover";
import { ExplicitMark } from "@/components/ExplicitMark";
import { QueryView } from "@/components/QueryView";
import type { TrackPage, TrackSummary } from "@/lib/api-types";
import { formatArtists, formatTitle, formatTrackName, formatYear } from "@/lib/format";
import { Highlight } from "./Highlight";
import { searchQuery } from "./queries";
import classes from "./Search.module.css";

const LoadingSkeleton = () => (
  <div>
    {["a", "b", "c", "d"].map((row) => (
      <div key={row} className={classes.option}>
        <Skeleton width={44} height={44} radius={4} />
        <div>
          <Skeleton width="55%" height={14} my={4} />
          <Skeleton width="35%" height={12} my={4} />
        </div>
      </div>
    ))}
  </div>
);

interface OptionProps {
  track: TrackSummary;
  searchText: string;
  option: ComponentProps<"li">;
}

const Option = ({ track, searchText, option }: OptionProps) => (
  <li {...option} className={classes.option}>
    {/* Highlights split words for screen readers too: give them the whole name once. */}
    <VisuallyHidden>
      {[
        formatTrackName(track),
        formatYear(track),
        track.is_explicit ? "explicit" : null,
      ]
        .filter(Boolean)
        .join(", ")}
    </VisuallyHidden>
    <Cover track={track} size="small" />
    <div aria-hidden="true" className={classes.names}>
      <span className={classes.title}>
        <span className={classes.clipped}>
          <Highlight text={formatTitle(track)} searchText={searchText} />
        </span>
        {track.is_explicit && <ExplicitMark />}
      </span>
      <span className={classes.artist}>
        <Highlight text={formatArtists(track)} searchText={searchText} />
      </span>
    </div>
    <span aria-hidden="true" className={classes.year}>
      {formatYear(track)}
    </span>
  </li>
);

interface SearchResultsProps {
  text: string;
  list: ComponentProps<"ul">;
  optionProps: (index: number) => ComponentProps<"li">;
}

export const SearchResults = ({ text, list, optionProps }: SearchResultsProps) => (
  <QueryView
    query={searchQuery(text)}
    loading={<LoadingSkeleton />}
    empty={<Nothing text={text} />}
  >
    {(page: TrackPage) => (
      <>
        {page.did_you_mean && (
          <p className={classes.corrected}>
            Showing songs for <strong>{page.did_you_mean}</strong>
          </p>
        )}
        <ul {...list} aria-label="Songs">
          {page.items.map((track, index) => (
            <Option
              key={track.track_id}
              track={track}
              searchText={page.did_you_mean ?? text}
              option={optionProps(index)}
            />
          ))}
        </ul>
      </>
    )}
  </QueryView>
);

const Nothing = ({ text }: { text: string }) => (
  <p className={classes.nothing}>
    No song matches <strong>{text}</strong>. Try fewer words, or only the artist.
  </p>
);
