/** The map of all songs, loaded only when opened: its code and its points are a download. */
import { useDocumentTitle } from "@mantine/hooks";
import { useNavigate } from "@tanstack/react-router";
import { MapPanel } from "@/features/map/MapPanel";
import { type MapSearch, parseMapSearch } from "@/features/map/map-search";
import { SearchBox } from "@/features/search/SearchBox";
import type { Kind } from "@/lib/named-things";
import { ExportActions, ListActions } from "./ListActions";
import classes from "./Pages.module.css";

const SONGS: readonly Kind[] = ["track"];

interface MapPageProps {
  search: Record<string, unknown>;
  onSearch: (search: MapSearch) => void;
}

export const MapPage = ({ search, onSearch }: MapPageProps) => {
  useDocumentTitle("Map – Segue");
  const navigate = useNavigate();
  return (
    <>
      <h1 className={classes.pageTitle}>Map</h1>
      <p className={classes.lead}>
        Every song as a point, near to those that it is recommended with. Draw around
        some to discover more like them, or find a way from one song to another.
      </p>
      <MapPanel
        search={parseMapSearch(search)}
        onSearch={onSearch}
        onOpen={(track_id) =>
          void navigate({ to: "/tracks/$track_id", params: { track_id } })
        }
        listActions={(name, tracks) => <ListActions name={name} tracks={tracks} />}
        exportList={(name, track_ids) => (
          <ExportActions name={name} track_ids={track_ids} />
        )}
        searchBox={(label, onPick) => (
          <SearchBox
            label={label}
            kinds={SONGS}
            onPick={(thing) => {
              if (thing.kind === "track") onPick(thing.track);
            }}
          />
        )}
      />
    </>
  );
};
