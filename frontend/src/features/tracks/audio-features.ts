/** The audio features that the track header shows: a new one is one more row of the table. */
import type { AudioFeatures } from "@/lib/api-types";
import { formatPercent } from "@/lib/format";

interface AudioFeature {
  field: keyof AudioFeatures;
  name: string;
  /** Value at which the bar is full. */
  maximum: number;
  format: (value: number) => string;
}

const AUDIO_FEATURES: readonly AudioFeature[] = [
  { field: "energy", name: "Energy", maximum: 1, format: formatPercent },
  { field: "danceability", name: "Danceability", maximum: 1, format: formatPercent },
  { field: "valence", name: "Valence", maximum: 1, format: formatPercent },
  { field: "acousticness", name: "Acousticness", maximum: 1, format: formatPercent },
  {
    field: "tempo",
    name: "Tempo",
    maximum: 220,
    format: (tempo) => `${Math.round(tempo)} BPM`,
  },
];

export interface AudioFeatureLine {
  name: string;
  /** Length of the bar, in [0, 1]. */
  share: number;
  text: string;
}

/** Return a line for each known feature; a tempo of 0 means that none was detected. */
export const listAudioFeatures = (features: AudioFeatures): AudioFeatureLine[] =>
  AUDIO_FEATURES.flatMap(({ field, name, maximum, format }) => {
    const value = features[field];
    if (typeof value !== "number" || (field === "tempo" && value <= 0)) return [];
    return [{ name, share: Math.min(value / maximum, 1), text: format(value) }];
  });
