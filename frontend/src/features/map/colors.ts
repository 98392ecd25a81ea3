/** Colours of the points: one for each genre or cluster, or a scale for an attribute. */
import { decodeBytes, NONE, type Points } from "./points";

export type Color = readonly [red: number, green: number, blue: number];

/** Okabe and Ito's colours and four more, which most people distinguish on both papers. */
export const PALETTE: readonly Color[] = [
  [230, 159, 0],
  [86, 180, 233],
  [0, 158, 115],
  [204, 121, 167],
  [0, 114, 178],
  [213, 94, 0],
  [148, 103, 189],
  [166, 118, 29],
  [102, 166, 30],
  [231, 41, 138],
  [23, 190, 207],
  [127, 127, 200],
];
/** Viridis, in five steps. */
const SCALE: readonly Color[] = [
  [68, 1, 84],
  [59, 82, 139],
  [33, 145, 140],
  [94, 201, 98],
  [253, 231, 37],
];
export const GREY: Color = [130, 145, 155];
const LARGEST = 254;
const VISIBLE = 200;
const FAINT = 26;

export const toCss = ([red, green, blue]: Color): string =>
  `rgb(${red} ${green} ${blue})`;

export const colorOf = (number: number): Color =>
  number === NONE ? GREY : (PALETTE[number % PALETTE.length] ?? GREY);

/** The colour at a share of the scale, in [0, 1]. */
export const colorOnScale = (share: number): Color => {
  const place = Math.min(Math.max(share, 0), 1) * (SCALE.length - 1);
  const lower = Math.min(Math.floor(place), SCALE.length - 2);
  const [one, other] = [SCALE[lower] ?? GREY, SCALE[lower + 1] ?? GREY];
  const mix = (channel: 0 | 1 | 2): number =>
    Math.round(one[channel] + (place - lower) * (other[channel] - one[channel]));
  return [mix(0), mix(1), mix(2)];
};

export const SCALE_CSS = `linear-gradient(90deg, ${SCALE.map(toCss).join(", ")})`;

export type Coloring =
  | { by: "genre" | "cluster" }
  | { by: "attribute"; values: string };

/**
 * Four bytes a point. Points that are not of the highlighted genre or cluster, or of the
 * selection, are faint.
 */
export const colorPoints = (
  points: Points,
  coloring: Coloring,
  highlighted: number | null,
  selected: ReadonlySet<number> | null,
): Uint8Array => {
  const isScale = coloring.by === "attribute";
  const groups = coloring.by === "genre" ? points.genres : points.clusters;
  const values = isScale ? decodeBytes(coloring.values) : groups;
  const table = Array.from({ length: NONE + 1 }, (_, value) => {
    if (value === NONE) return GREY;
    return isScale ? colorOnScale(value / LARGEST) : colorOf(value);
  });
  const bytes = new Uint8Array(4 * points.track_ids.length);
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? NONE;
    const isFaint =
      (highlighted !== null && !isScale && value !== highlighted) ||
      (selected !== null && !selected.has(row));
    const color = table[value] ?? GREY;
    bytes[4 * row] = color[0];
    bytes[4 * row + 1] = color[1];
    bytes[4 * row + 2] = color[2];
    bytes[4 * row + 3] = isFaint ? FAINT : VISIBLE;
  }
  return bytes;
};
