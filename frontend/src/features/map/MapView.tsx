/** The map with its controls: colours, search, lasso, a chosen song and a path from it. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { type Coloring, colorPoints } from "./colors";
import { GroupLegend, ScaleLegend } from "./Legend";
import classes from "./Map.module.css";
import { MapBar } from "./MapBar";
import { MapCanvas } from "./MapCanvas";
import { MapSide, type MapViewProps } from "./MapSide";
import { MapTable } from "./MapTable";
import { type ColorBy, type MapSearch, nameOfColor } from "./map-search";
import { type Points, placeOf, rowsInside } from "./points";
import { attributeQuery, pathQuery } from "./queries";
import { useMapView } from "./useMapView";

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
      <MapSide {...props} selected={selected} onClear={() => setSelected(null)} />
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
