/** Beside the map: the search, the chosen song with a path from it, and what was selected. */
import type { ReactNode } from "react";
import type { TrackSummary } from "@/lib/api-types";
import classes from "./Map.module.css";
import type { MapSearch } from "./map-search";
import { PathList } from "./PathList";
import type { Points } from "./points";
import { Selection } from "./Selection";
import { SongCard } from "./SongCard";

export interface MapViewProps {
  points: Points;
  search: MapSearch;
  onSearch: (search: MapSearch) => void;
  onOpen: (track_id: string) => void;
  /** The search box, which another feature has. */
  searchBox: (label: string, onPick: (track: TrackSummary) => void) => ReactNode;
  /** What plays and exports a list, which other features have. */
  listActions: (name: string, tracks: readonly TrackSummary[]) => ReactNode;
  exportList: (name: string, track_ids: string[]) => ReactNode;
}

interface SideProps extends MapViewProps {
  selected: number[] | null;
  onClear: () => void;
}

export const MapSide = ({
  points,
  search,
  onSearch,
  searchBox,
  listActions,
  exportList,
  selected,
  onClear,
}: SideProps) => {
  const choose = (song: string | undefined): void =>
    onSearch({ ...search, song, to: undefined });
  return (
    <div className={classes.side}>
      {searchBox("Find a song on the map", (track) => choose(track.track_id))}
      {search.song && (
        <SongCard
          track_id={search.song}
          isOnMap={points.find(search.song) >= 0}
          onClose={() => choose(undefined)}
        >
          {searchBox("Path to another song", (track) =>
            onSearch({ ...search, to: track.track_id }),
          )}
          {search.to && (
            <PathList from={search.song} to={search.to} listActions={listActions} />
          )}
        </SongCard>
      )}
      {selected && (
        <Selection
          track_ids={selected.map((row) => points.track_ids[row] ?? "")}
          exportList={exportList}
          onClear={onClear}
        />
      )}
    </div>
  );
};
