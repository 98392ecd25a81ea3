/** Discover: seeds, sliders and filters, and the list that follows them while they move. */
import { useDocumentTitle } from "@mantine/hooks";
import { useState } from "react";
import { ArtistSwitch } from "@/components/ArtistSwitch";
import { DiversitySlider, PopularitySlider } from "@/components/ListSliders";
import { AttributePanel } from "@/features/explore/AttributePanel";
import { DiscoverFilters } from "@/features/explore/DiscoverFilters";
import { DiscoverSeeds } from "@/features/explore/DiscoverSeeds";
import { DiscoverList } from "@/features/recommendations/DiscoverList";
import { NUMBER_TO_DISCOVER } from "@/features/recommendations/queries";
import { SearchBox } from "@/features/search/SearchBox";
import { KeepStation } from "@/features/stations/KeepStation";
import type { Kind } from "@/lib/named-things";
import { useListDefaults } from "@/lib/preferences";
import classes from "./DiscoverPage.module.css";
import pages from "./Pages.module.css";
import { useListProps } from "./useListProps";
import { type Search, useLiveSearch } from "./useLiveSearch";

/** An album is no seed: its songs are. */
const SEED_KINDS: readonly Kind[] = ["track", "artist", "genre", "playlist"];

interface DiscoverPageProps {
  search: Search;
  onSearch: (search: Search) => void;
}

const isWide = (): boolean =>
  window.matchMedia?.("(min-width: 62em)")?.matches !== false;

interface ControlsProps {
  search: Search;
  onChange: (change: Partial<Search>, isFinal?: boolean) => void;
}

const ListOptions = ({ search, onChange }: ControlsProps) => {
  const [defaults, setDefaults] = useListDefaults();
  return (
    <div className={classes.options}>
      <DiversitySlider
        value={search.diversity ?? 0}
        onChange={(diversity) => {
          setDefaults({ ...defaults, diversity });
          onChange({ diversity: diversity || undefined });
        }}
      />
      <PopularitySlider
        value={search.popularity ?? 0}
        onChange={(popularity) => {
          setDefaults({ ...defaults, popularity });
          onChange({ popularity: popularity || undefined });
        }}
      />
    </div>
  );
};

const Panel = ({ search, onChange }: ControlsProps) => {
  const [isOpen, setOpen] = useState(isWide);
  return (
    <details
      className={classes.panel}
      open={isOpen}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>Sound and filters</summary>
      <AttributePanel search={search} onChange={onChange} />
      <ListOptions search={search} onChange={onChange} />
      <DiscoverFilters search={search} onChange={onChange} />
    </details>
  );
};

export const DiscoverPage = ({ search, onSearch }: DiscoverPageProps) => {
  useDocumentTitle("Discover – Segue");
  const listProps = useListProps();
  const [defaults, setDefaults] = useListDefaults();
  const { current, request, change } = useLiveSearch(search, onSearch);
  return (
    <>
      <h1 className={pages.pageTitle}>Discover</h1>
      <p className={pages.lead}>
        Name songs, artists, genres or playlists, and move the sliders: the list
        follows. The address of this page is the list, for whomever you send it to.
      </p>
      <DiscoverSeeds
        seeds={current.seeds ?? []}
        onChange={(seeds) => change({ seeds: seeds.length > 0 ? seeds : undefined })}
        searchBox={(onPick) => (
          <SearchBox
            label="Add a song, artist, genre or playlist"
            kinds={SEED_KINDS}
            keepsFocus
            onPick={onPick}
          />
        )}
      />
      <div className={classes.columns}>
        <Panel search={current} onChange={change} />
        <div className={classes.list}>
          <DiscoverList
            {...listProps}
            request={request}
            controls={
              <>
                <ArtistSwitch
                  value={current.artists ?? "same"}
                  onChange={(artists) => {
                    setDefaults({ ...defaults, artists });
                    change({ artists: artists === "other" ? artists : undefined });
                  }}
                />
                <KeepStation request={{ ...request, limit: NUMBER_TO_DISCOVER }} />
              </>
            }
          />
        </div>
      </div>
    </>
  );
};
