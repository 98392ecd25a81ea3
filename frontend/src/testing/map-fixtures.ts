/** Three points of a map that is twice as wide as high. */
import type { MapPoints } from "@/lib/api-types";

const encode = (...bytes: number[]): string => btoa(String.fromCharCode(...bytes));
const LARGEST = [255, 255] as const;
const LEAST = [0, 0] as const;
const MIDDLE = [0, 128] as const; // 32768, little-endian

export const mapPoints: MapPoints = {
  version: "v1",
  number_of_recordings: 3,
  track_ids: ["t1", "t2", "t3"],
  bounds: { left: -2, right: 2, bottom: -1, top: 1 },
  x: encode(...LEAST, ...LARGEST, ...MIDDLE),
  y: encode(...LEAST, ...LARGEST, ...MIDDLE),
  clusters: encode(0, 1, 1),
  genres: encode(0, 1, 255),
  genre_names: ["house", "metal"],
  cluster_labels: [
    {
      cluster_number: 0,
      x: -2,
      y: -1,
      number_of_tracks: 1,
      genre: "house",
      artist: null,
    },
    {
      cluster_number: 1,
      x: 1,
      y: 0.5,
      number_of_tracks: 2,
      genre: null,
      artist: { artist_id: "a1", artist_name: "Tide Runner" },
    },
  ],
};
