/** The map with its controls: colours, search, lasso, a chosen song and a path from it. */
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useMemo, useState } from "react";
import type { TrackSummary } from "@/lib/api-types";
import { type Coloring, colorPoints } from "./colors";
import { GroupLegend, ScaleLegend } from "./Legend";
import classes from "./Map.module.css";
import { MapBar } from "./MapBar";
import { MapCanvas } from "./MapCanvas";
import { MapTable } from "./MapTable";
import { type ColorBy, type MapSearch, nameOfColor } from "./map-search";
import { PathList } from "./PathList";
import { type Points, placeOf, rowsInside } from "./points";
import { attributeQuery, pathQuery } from "./queries";
import { Selection } from "./Selection";
import { SongCard } from "./SongCard";
import { useMapView } from "./useMapView";

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

const isGroup = (by: ColorBy): by is "genre" | "cluster" =>
  by === "genre" || by === "cluster";

const useColors = (points: Points, by: ColorBy, selected: number[] | null) => {
  const [highlighted, setHighlighted] = useState<number | null>(null);
  const { data } = useQuery({
    ...attributeQuery(by, points.version),
    enabled: !isGroup(by),
  });
  const values = data?.version === points.version ? data.values : undefined;
  const colors = useMemo(() => {
    const coloring: Coloring = isGroup(by)
      ? { by }
      : values === undefined
        ? { by: "cluster" }
        : { by: "attribute", values };
    const chosen = selected && selected.length > 0 ? new Set(selected) : null;
    return colorPoints(points, coloring, isGroup(by) ? highlighted : null, chosen);
  }, [points, by, values, highlighted, selected]);
  return { colors, highlighted, setHighlighted, scale: data };
};

const usePath = (points: Points, { song, to }: MapSearch): number[] => {
  const { data } = useQuery({
    ...pathQuery(song ?? "", to ?? ""),
    enabled: song !== undefined && to !== undefined,
  });
  return useMemo(
    () =>
      song && to && data
        ? data.items
            .map(({ track }) => points.find(track.track_id))
            .filter((row) => row >= 0)
        : [],
    [points, data, song, to],
  );
};

const Side = ({
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

const Drawn = (props: MapViewProps) => {
  const { points, search, onSearch, onOpen } = props;
  const by = search.by ?? (points.genre_names.length > 0 ? "genre" : "cluster");
  const [isDrawing, setDrawing] = useState(false);
  const [selected, setSelected] = useState<number[] | null>(null);
  const { colors, highlighted, setHighlighted, scale } = useColors(
    points,
    by,
    selected,
  );
  const { handles, controls, canDraw } = useMapView(points, colors);
  const path = usePath(points, search);
  const chosen = search.song === undefined ? -1 : points.find(search.song);
  useEffect(() => controls.setDrawing(isDrawing), [controls, isDrawing]);
  useEffect(() => {
    const rows = path.length > 0 ? path : [chosen].filter((row) => row >= 0);
    if (rows.length > 0) controls.show(rows.map((row) => placeOf(points, row)));
  }, [controls, points, chosen, path]);
  if (!canDraw) return <WithoutWebGl points={points} />;
  const take = (rows: number[]): void => {
    setDrawing(false);
    setSelected(rows);
  };
  return (
    <div className={classes.columns}>
      <div className={classes.main}>
        <MapBar
          by={by}
          controls={controls}
          isDrawing={isDrawing}
          onColor={(value) => {
            setHighlighted(null);
            onSearch({ ...search, by: value });
          }}
          onDraw={() => setDrawing(!isDrawing)}
          onSelectAll={() => take(rowsInside(points, controls.inSight()))}
        />
        <MapCanvas
          handles={handles}
          controls={controls}
          points={points}
          chosen={chosen}
          path={path}
          isDrawing={isDrawing}
          onChoose={(row) =>
            onSearch({ ...search, song: points.track_ids[row], to: undefined })
          }
          onOpen={(row) => onOpen(points.track_ids[row] ?? "")}
          onSelect={take}
        />
        {isGroup(by) ? (
          <GroupLegend
            points={points}
            by={by}
            highlighted={highlighted}
            onHighlight={setHighlighted}
          />
        ) : (
          scale && (
            <ScaleLegend
              name={nameOfColor(by)}
              lower={scale.lower}
              upper={scale.upper}
            />
          )
        )}
        <p id="map-keys" className={classes.note}>
          Drag or use the arrow keys to move, plus and minus to zoom, Enter to choose
          the song in the middle. Songs that lists put together are near to each other.
        </p>
      </div>
      <Side {...props} selected={selected} onClear={() => setSelected(null)} />
    </div>
  );
};

const WithoutWebGl = ({ points }: { points: Points }) => (
  <>
    <p role="status" className={classes.note}>
      This browser cannot draw the map (it needs WebGL 2), so here it is as a table.
    </p>
    <MapTable points={points} />
  </>
);

export const MapView = (props: MapViewProps) =>
  props.search.view === "table" ? (
    <MapTable points={props.points} />
  ) : (
    <Drawn {...props} />
  );
