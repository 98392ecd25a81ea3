/** The controls above the map. */
import { Button, NativeSelect } from "@mantine/core";
import classes from "./Map.module.css";
import { ATTRIBUTES, type ColorBy, nameOfColor } from "./map-search";
import type { MapControls } from "./useMapView";

interface MapBarProps {
  by: ColorBy;
  controls: MapControls;
  isDrawing: boolean;
  onColor: (by: ColorBy) => void;
  onDraw: () => void;
  onSelectAll: () => void;
}

const COLORS = (["genre", "cluster", ...ATTRIBUTES] as const).map((value) => ({
  value,
  label: nameOfColor(value),
}));

export const MapBar = ({
  by,
  controls,
  isDrawing,
  onColor,
  onDraw,
  onSelectAll,
}: MapBarProps) => (
  <div className={classes.bar}>
    <NativeSelect
      label="Colour by"
      value={by}
      onChange={(event) => onColor(event.currentTarget.value as ColorBy)}
      data={COLORS}
    />
    <Button variant="default" aria-label="Zoom in" onClick={() => controls.zoom(1)}>
      +
    </Button>
    <Button variant="default" aria-label="Zoom out" onClick={() => controls.zoom(-1)}>
      −
    </Button>
    <Button variant="default" onClick={controls.reset}>
      Whole map
    </Button>
    <Button
      variant={isDrawing ? "filled" : "default"}
      aria-pressed={isDrawing}
      onClick={onDraw}
    >
      Lasso
    </Button>
    <Button variant="default" onClick={onSelectAll}>
      Select what is in sight
    </Button>
  </div>
);
