/** Which songs may be in a list: of a genre, explicit, played and liked. */
import { NativeSelect, Switch } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import classes from "./DiscoverFilters.module.css";
import type { DiscoverSearch } from "./discover-search";
import { allGenresQuery } from "./queries";

const EXPLICIT_OPTIONS = [
  { value: "", label: "All songs" },
  { value: "no", label: "Without explicit lyrics" },
  { value: "only", label: "Only explicit lyrics" },
];

interface DiscoverFiltersProps {
  search: DiscoverSearch;
  onChange: (change: Partial<DiscoverSearch>) => void;
}

export const DiscoverFilters = ({ search, onChange }: DiscoverFiltersProps) => {
  const { data } = useQuery(allGenresQuery());
  const genres = data?.items ?? [];
  const { genre = "", explicit = "" } = search;
  const isKnown = genre === "" || genres.some((item) => item.genre === genre);
  return (
    <div className={classes.filters}>
      <NativeSelect
        label="Genre"
        value={genre}
        onChange={({ currentTarget: { value } }) =>
          onChange({ genre: value || undefined })
        }
        data={[
          { value: "", label: "Any genre" },
          ...(isKnown ? [] : [{ value: genre, label: genre }]),
          ...genres.map((item) => ({
            value: item.genre,
            label: `${item.genre} (${item.number_of_tracks.toLocaleString("en-GB")})`,
          })),
        ]}
      />
      <NativeSelect
        label="Lyrics"
        value={explicit}
        onChange={({ currentTarget: { value } }) =>
          onChange({ explicit: value === "no" || value === "only" ? value : undefined })
        }
        data={EXPLICIT_OPTIONS}
      />
      <Switch
        label="Not played yet"
        checked={search.played === "no"}
        onChange={({ currentTarget: { checked } }) =>
          onChange({ played: checked ? "no" : undefined })
        }
      />
      <Switch
        label="Not liked yet"
        checked={search.liked === "no"}
        onChange={({ currentTarget: { checked } }) =>
          onChange({ liked: checked ? "no" : undefined })
        }
      />
    </div>
  );
};
