/** What lies over the points: names of clusters, the chosen song, a path, and the line drawn. */
import { useEffect, useRef } from "react";
import classes from "./Map.module.css";
import { labelOf, type Place, type Points, placeOf } from "./points";
import { type Size, toPixels, type View } from "./projection";
import type { MapHandles } from "./useMapView";

const ROOM_X = 92;
const ROOM_Y = 22;
/** A name nearer to an edge would be cut off. */
const EDGE = 36;
/** From this zoom on, clusters have room for an artist. */
const CLOSE = 1.8;

interface OverlayProps {
  handles: MapHandles;
  points: Points;
  chosen: number;
  path: readonly number[];
  line: readonly Place[];
}

/** Show a name only where no name of a larger cluster is. */
const placeLabels = (
  labels: readonly HTMLElement[],
  places: readonly Place[],
  { width }: Size,
): void => {
  const shown: Place[] = [];
  labels.forEach((label, row) => {
    const place = places[row];
    if (!place) return;
    const [x, y] = place;
    const isInSight = x > EDGE && x < width - EDGE;
    const isFree = shown.every(
      ([otherX, otherY]) =>
        Math.abs(x - otherX) > ROOM_X || Math.abs(y - otherY) > ROOM_Y,
    );
    label.style.visibility = isFree && isInSight ? "visible" : "hidden";
    label.style.transform = `translate(${x}px, ${y}px) translate(-50%, -50%)`;
    if (isFree) shown.push(place);
  });
};

const formatLine = (line: readonly Place[], view: View, size: Size): string =>
  line.map((place) => toPixels(place, view, size).join(",")).join(" ");

export const Overlay = ({ handles, points, chosen, path, line }: OverlayProps) => {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const find = (name: string) =>
      Array.from(frame.current?.querySelectorAll<HTMLElement>(`[data-${name}]`) ?? []);
    const [labels, pins] = [find("label"), find("pin")];
    const [way, drawn] = frame.current?.querySelectorAll("polyline") ?? [];
    const pinned = [chosen, ...path].filter((row) => row >= 0);
    const places = path.map((row) => placeOf(points, row));
    handles.overlay = (view, size) => {
      placeLabels(
        labels,
        points.labels.map(({ place }) => toPixels(place, view, size)),
        size,
      );
      frame.current?.toggleAttribute("data-close", view.k >= CLOSE);
      pins.forEach((pin, number) => {
        const [x, y] = toPixels(placeOf(points, pinned[number] ?? 0), view, size);
        pin.style.transform = `translate(${x}px, ${y}px) translate(-50%, -50%)`;
      });
      way?.setAttribute("points", formatLine(places, view, size));
      drawn?.setAttribute("points", formatLine(line, view, size));
    };
    handles.overlay(handles.view, handles.size);
    return () => {
      handles.overlay = null;
    };
  }, [handles, points, chosen, path, line]);
  return (
    <div ref={frame} className={classes.overlay} aria-hidden="true">
      <svg aria-hidden="true">
        <polyline className={classes.way} />
        <polyline className={classes.lasso} />
      </svg>
      {points.labels.map(({ cluster }) => (
        <span key={cluster.cluster_number} data-label className={classes.label}>
          {labelOf(cluster)}
          {cluster.genre && cluster.artist?.artist_name && (
            <small>{cluster.artist.artist_name}</small>
          )}
        </span>
      ))}
      {chosen >= 0 && <span data-pin className={classes.pin} />}
      {path.map((row, place) => (
        <span key={row} data-pin className={classes.stop}>
          {place + 1}
        </span>
      ))}
    </div>
  );
};
