/** The points of the map as arrays, and which of them are at a place or inside of a line. */
import KDBush from "kdbush";
import type { MapCluster, MapPoints } from "@/lib/api-types";

/** A place on the map, from -1 to 1 in the longer direction; y goes down, as on a screen. */
export type Place = readonly [x: number, y: number];

export interface Points {
  version: string;
  number_of_recordings: number;
  track_ids: string[];
  /** x and y of each point, one after the other. */
  places: Float32Array;
  clusters: Uint8Array;
  genres: Uint8Array;
  genre_names: string[];
  labels: { cluster: MapCluster; place: Place }[];
  /** Null without points. */
  tree: KDBush | null;
  find: (track_id: string) => number;
}

export const NONE = 255;
const LARGEST = 65_535;

export const decodeBytes = (text: string): Uint8Array =>
  Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

const decodeNumbers = (text: string): Uint16Array => {
  const bytes = decodeBytes(text);
  const view = new DataView(bytes.buffer);
  // little-endian on any machine
  return Uint16Array.from({ length: bytes.length / 2 }, (_, place) =>
    view.getUint16(2 * place, true),
  );
};

const buildTree = (places: Float32Array): KDBush => {
  const tree = new KDBush(places.length / 2, 64, Float32Array);
  for (let row = 0; row < places.length; row += 2)
    tree.add(places[row] ?? 0, places[row + 1] ?? 0);
  tree.finish();
  return tree;
};

/** Decode the answer; the map keeps its shape, its longer side is from -1 to 1. */
export const decodePoints = (answer: MapPoints): Points => {
  const { left, right, bottom, top } = answer.bounds;
  const half = Math.max(right - left, top - bottom) / 2;
  const toPlace = (x: number, y: number): Place => [
    (x - (left + right) / 2) / half,
    ((bottom + top) / 2 - y) / half,
  ];
  const xs = decodeNumbers(answer.x);
  const ys = decodeNumbers(answer.y);
  const places = new Float32Array(2 * xs.length);
  for (let row = 0; row < xs.length; row++) {
    const x = left + ((xs[row] ?? 0) / LARGEST) * (right - left);
    const y = bottom + ((ys[row] ?? 0) / LARGEST) * (top - bottom);
    places.set(toPlace(x, y), 2 * row);
  }
  let rows: Map<string, number> | undefined;
  return {
    ...answer,
    places,
    clusters: decodeBytes(answer.clusters),
    genres: decodeBytes(answer.genres),
    labels: answer.cluster_labels.map((cluster) => ({
      cluster,
      place: toPlace(cluster.x, cluster.y),
    })),
    tree: xs.length > 0 ? buildTree(places) : null,
    find: (track_id) => {
      rows ??= new Map(answer.track_ids.map((key, row) => [key, row]));
      return rows.get(track_id) ?? -1;
    },
  };
};

export const placeOf = ({ places }: Pick<Points, "places">, row: number): Place => [
  places[2 * row] ?? 0,
  places[2 * row + 1] ?? 0,
];

/** The row nearest to a place within a radius, or -1. */
export const nearestRow = (points: Points, [x, y]: Place, radius: number): number => {
  let nearest = -1;
  let least = radius ** 2;
  for (const row of points.tree?.within(x, y, radius) ?? []) {
    const [ownX, ownY] = placeOf(points, row);
    const distance = (ownX - x) ** 2 + (ownY - y) ** 2;
    if (distance <= least) {
      nearest = row;
      least = distance;
    }
  }
  return nearest;
};

const isInside = (line: readonly Place[], [x, y]: Place): boolean => {
  let inside = false;
  let before = line.at(-1);
  for (const corner of line) {
    if (before && corner[1] > y !== before[1] > y) {
      const share = (y - corner[1]) / (before[1] - corner[1]);
      if (x < corner[0] + share * (before[0] - corner[0])) inside = !inside;
    }
    before = corner;
  }
  return inside;
};

/** The rows inside of a closed line, the best known first. */
export const rowsInside = (points: Points, line: readonly Place[]): number[] => {
  if (line.length < 3 || !points.tree) return [];
  const xs = line.map(([x]) => x);
  const ys = line.map(([, y]) => y);
  return points.tree
    .range(Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys))
    .filter((row) => isInside(line, placeOf(points, row)))
    .sort((one, other) => one - other);
};

/** What a cluster is called: by its genre and its artist. */
export const labelOf = ({ genre, artist }: MapCluster): string =>
  genre ?? artist?.artist_name ?? "No name";
