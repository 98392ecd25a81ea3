/** The map in its four states, as a picture or as a table. */
import { SegmentedControl } from "@mantine/core";
import { QueryView } from "@/components/QueryView";
import { formatCount } from "@/lib/format";
import classes from "./Map.module.css";
import type { MapViewProps } from "./MapSide";
import { MapView } from "./MapView";
import { mapQuery } from "./queries";

export const MapPanel = (props: Omit<MapViewProps, "points">) => {
  const { search, onSearch } = props;
  return (
    <QueryView
      query={mapQuery()}
      loading={<div className={classes.map} />}
      empty="No song has a place on the map yet: a song needs audio features or a playlist."
      isEmpty={({ track_ids }) => track_ids.length === 0}
    >
      {(points) => (
        <>
          <SegmentedControl
            className={classes.view}
            aria-label="Show as"
            value={search.view ?? "map"}
            data={[
              { value: "map", label: "Map" },
              { value: "table", label: "Table" },
            ]}
            onChange={(view) =>
              onSearch({ ...search, view: view === "table" ? view : undefined })
            }
          />
          {points.number_of_recordings > points.track_ids.length && (
            <p className={classes.note}>
              {`The best known ${points.track_ids.length.toLocaleString("en")} of `}
              {formatCount(points.number_of_recordings, "song", "songs")}.
            </p>
          )}
          <MapView {...props} points={points} />
        </>
      )}
    </QueryView>
  );
};
