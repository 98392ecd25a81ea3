/** Between places of the map and pixels of its canvas, as d3-zoom moves it. */
import type { Place } from "./points";

/** Where the map is: a place p is drawn at k * p + (x, y) of a square around the canvas. */
export interface View {
  x: number;
  y: number;
  k: number;
}

export interface Size {
  width: number;
  height: number;
}

/** What of the smaller side the map takes, so that names at its edge are in sight. */
const SHARE = 0.92;

/** Pixels from the middle of the whole map to its edge. */
export const half = ({ width, height }: Size): number =>
  (Math.min(width, height) / 2) * SHARE;

export const toPixels = ([x, y]: Place, view: View, size: Size): Place => [
  view.x + view.k * (size.width / 2 + half(size) * x),
  view.y + view.k * (size.height / 2 + half(size) * y),
];

export const toPlace = ([x, y]: Place, view: View, size: Size): Place => [
  ((x - view.x) / view.k - size.width / 2) / half(size),
  ((y - view.y) / view.k - size.height / 2) / half(size),
];

/** The corners of what is in sight. */
export const cornersInSight = (view: View, size: Size): Place[] =>
  (
    [
      [0, 0],
      [size.width, 0],
      [size.width, size.height],
      [0, size.height],
    ] as const
  ).map((corner) => toPlace(corner, view, size));

/** Length of some pixels on the map. */
export const pixelsToMap = (pixels: number, view: View, size: Size): number =>
  pixels / (view.k * half(size));
