/** The map as a picture: hover, click, lasso, and the same by keys. */
import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import { HoverCard } from "./HoverCard";
import classes from "./Map.module.css";
import { Overlay } from "./Overlay";
import { nearestRow, type Place, type Points, rowsInside } from "./points";
import { pixelsToMap, toPlace } from "./projection";
import type { MapControls, MapHandles } from "./useMapView";

const NEAR = 12;
const PAN = 60;
const STILL = 4;

interface MapCanvasProps {
  handles: MapHandles;
  controls: MapControls;
  points: Points;
  chosen: number;
  path: readonly number[];
  isDrawing: boolean;
  onChoose: (row: number) => void;
  onOpen: (row: number) => void;
  onSelect: (rows: number[]) => void;
}

const pixelsOf = (event: PointerEvent<HTMLElement>): Place => {
  const box = event.currentTarget.getBoundingClientRect();
  return [event.clientX - box.left, event.clientY - box.top];
};

const usePointer = (props: MapCanvasProps) => {
  const { handles, points, isDrawing, onChoose, onOpen, onSelect } = props;
  const [hovered, setHovered] = useState<{ row: number; at: Place } | null>(null);
  const [line, setLine] = useState<readonly Place[]>([]);
  const pressed = useRef<Place | null>(null);
  const at = (event: PointerEvent<HTMLElement>): Place =>
    toPlace(pixelsOf(event), handles.view, handles.size);
  const rowAt = (event: PointerEvent<HTMLElement>): number =>
    nearestRow(points, at(event), pixelsToMap(NEAR, handles.view, handles.size));
  return {
    hovered,
    line,
    events: {
      onPointerDown: (event: PointerEvent<HTMLElement>) => {
        pressed.current = pixelsOf(event);
        setHovered(null);
        if (!isDrawing) return;
        event.currentTarget.setPointerCapture?.(event.pointerId);
        setLine([at(event)]);
      },
      onPointerMove: (event: PointerEvent<HTMLElement>) => {
        if (isDrawing && pressed.current) {
          setLine([...line, at(event)]);
        } else if (event.pointerType === "mouse" && !pressed.current) {
          const row = rowAt(event);
          setHovered(row < 0 ? null : { row, at: pixelsOf(event) });
        }
      },
      onPointerUp: (event: PointerEvent<HTMLElement>) => {
        const from = pressed.current;
        pressed.current = null;
        if (isDrawing) {
          onSelect(rowsInside(points, line));
          setLine([]);
          return;
        }
        const to = pixelsOf(event);
        if (!from || Math.hypot(to[0] - from[0], to[1] - from[1]) > STILL) return;
        const row = rowAt(event);
        if (row >= 0) (event.pointerType === "mouse" ? onOpen : onChoose)(row);
      },
      onPointerLeave: () => {
        if (!isDrawing) pressed.current = null;
        setHovered(null);
      },
    },
  };
};

export const MapCanvas = (props: MapCanvasProps) => {
  const { handles, controls, points, chosen, path, isDrawing, onChoose } = props;
  const { hovered, line, events } = usePointer(props);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const keys: Record<string, () => void> = {
      ArrowLeft: () => controls.pan(PAN, 0),
      ArrowRight: () => controls.pan(-PAN, 0),
      ArrowUp: () => controls.pan(0, PAN),
      ArrowDown: () => controls.pan(0, -PAN),
      "+": () => controls.zoom(1),
      "=": () => controls.zoom(1),
      "-": () => controls.zoom(-1),
      "0": controls.reset,
      Enter: () => {
        const row = nearestRow(points, controls.middle(), 2);
        if (row >= 0) onChoose(row);
      },
    };
    const act = keys[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  };
  return (
    <div
      ref={(element) => {
        handles.frame = element;
      }}
      role="application"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: its keys move the map
      tabIndex={0}
      aria-label={`Map of ${points.track_ids.length.toLocaleString("en")} songs`}
      aria-describedby="map-keys"
      className={classes.map}
      data-drawing={isDrawing || undefined}
      onKeyDown={onKeyDown}
      {...events}
    >
      <canvas />
      <Overlay
        handles={handles}
        points={points}
        chosen={chosen}
        path={path}
        line={line}
      />
      {hovered && (
        <HoverCard track_id={points.track_ids[hovered.row] ?? ""} at={hovered.at} />
      )}
    </div>
  );
};
