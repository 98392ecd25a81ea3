/** The attributes of songs that a list can ask for, in the words of a listener. */
import { formatDuration, formatPercent } from "@/lib/format";
import type { AttributeName } from "./discover-search";

export interface Attribute {
  name: AttributeName | "year";
  label: string;
  /** What the two ends mean. */
  ends?: readonly [string, string];
  step: number;
  format: (value: number) => string;
  /** Shown without a click. */
  isFirst?: boolean;
}

const KEYS = ["C", "C♯", "D", "D♯", "E", "F", "F♯", "G", "G♯", "A", "A♯", "B"];
const whole = (value: number): string => String(Math.round(value));
const ratio = { step: 0.01, format: formatPercent };

export const ATTRIBUTES: readonly Attribute[] = [
  {
    name: "energy",
    label: "Energy",
    ends: ["calm", "intense"],
    ...ratio,
    isFirst: true,
  },
  { name: "valence", label: "Mood", ends: ["sad", "happy"], ...ratio, isFirst: true },
  { name: "danceability", label: "Danceability", ...ratio, isFirst: true },
  { name: "acousticness", label: "Acousticness", ...ratio, isFirst: true },
  {
    name: "tempo",
    label: "Tempo",
    step: 1,
    format: (value) => `${whole(value)} BPM`,
    isFirst: true,
  },
  {
    name: "instrumentalness",
    label: "Instrumental",
    ends: ["sung", "no vocals"],
    ...ratio,
  },
  { name: "speechiness", label: "Spoken words", ...ratio },
  { name: "liveness", label: "Live audience", ...ratio },
  {
    name: "loudness",
    label: "Loudness",
    step: 0.5,
    format: (value) => `${value.toFixed(1)} dB`,
  },
  { name: "duration_ms", label: "Length", step: 5000, format: formatDuration },
  {
    name: "popularity",
    label: "Popularity",
    ends: ["deep cuts", "hits"],
    step: 1,
    format: whole,
  },
  {
    name: "key",
    label: "Key",
    step: 1,
    format: (value) => KEYS[Math.round(value)] ?? "?",
  },
  {
    name: "mode",
    label: "Mode",
    step: 1,
    format: (value) => (value >= 0.5 ? "major" : "minor"),
  },
  {
    name: "time_signature",
    label: "Beats in a bar",
    step: 1,
    format: whole,
  },
];

export const YEAR: Attribute = {
  name: "year",
  label: "Year of release",
  step: 1,
  format: whole,
  isFirst: true,
};

/** Attributes whose mean says something: the mean of keys is no key. */
export const COMPARED: readonly Attribute[] = ATTRIBUTES.filter(
  ({ name }) => !["key", "mode", "time_signature"].includes(name),
);
