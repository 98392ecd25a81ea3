/** Which audio features of a track are shown, and in which words. */
import type { AudioFeatures } from "@/lib/api-types";
import { formatPercent } from "@/lib/format";

export interface AudioFeatureLine {
  name: string;
  /** Where the bar ends, from 0 to 1. */
  share: number;
  text: string;
}

const SHARES = [
  ["energy", "Energy"],
  ["danceability", "Danceability"],
  ["valence", "Bright mood"],
  ["acousticness", "Acoustic"],
] as const;

const FASTEST_BPM = 220;

export const listAudioFeatures = (features: AudioFeatures): AudioFeatureLine[] => {
  const lines: AudioFeatureLine[] = SHARES.flatMap(([field, name]) => {
    const share = features[field];
    return typeof share === "number"
      ? [{ name, share, text: formatPercent(share) }]
      : [];
  });
  const { tempo } = features;
  if (typeof tempo === "number" && tempo > 0) {
    const share = Math.min(tempo / FASTEST_BPM, 1);
    lines.push({ name: "Tempo", share, text: `${Math.round(tempo)} BPM` });
  }
  return lines;
};
