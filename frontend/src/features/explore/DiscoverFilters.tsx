/** Which songs may be in a list: of a genre, explicit, played and liked. */
import { Switch } from "@mantine/core";
import { SongFilters } from "@/components/SongFilters";
import classes from "./DiscoverFilters.module.css";
import type { DiscoverSearch } from "./discover-search";

interface DiscoverFiltersProps {
  search: DiscoverSearch;
  onChange: (change: Partial<DiscoverSearch>) => void;
}

export const DiscoverFilters = ({ search, onChange }: DiscoverFiltersProps) => {
  return (
    <div className={classes.filters}>
      <SongFilters filter={search} onChange={onChange} />
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
