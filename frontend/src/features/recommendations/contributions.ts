/** The parts of a score, in plain words and in the order in which they are drawn. */
import type { Contributions } from "@/lib/answers";
import { percent } from "@/lib/words";

export interface Part {
  key: keyof Contributions;
  name: string;
  meaning: string;
}

export const PARTS: readonly Part[] = [
  {
    key: "taste",
    name: "Taste",
    meaning: "people who play one tend to play the other",
  },
  {
    key: "co_occurrence",
    name: "Playlists",
    meaning: "they stand in the same playlists",
  },
  { key: "artist", name: "Artist", meaning: "the same artist, or one close by" },
  { key: "sound", name: "Sound", meaning: "they sound alike" },
  { key: "prior", name: "Popularity", meaning: "it is widely listened to" },
];

const NEXT_TO_NOTHING = 0.0005;

/** What a part says of this very song, which it may also speak against. */
export const meaningOf = ({ meaning }: Part, value: number): string => {
  if (value < -NEXT_TO_NOTHING) return "this counts against it";
  return value > NEXT_TO_NOTHING ? meaning : "this adds nothing";
};

/** How much each part adds, as a share of all that adds; what takes away counts as 0. */
export const sharesOf = (contributions: Contributions): Record<Part["key"], number> => {
  const adding = PARTS.map(({ key }) => Math.max(contributions[key], 0));
  const whole = adding.reduce((sum, value) => sum + value, 0);
  const shares = { taste: 0, co_occurrence: 0, artist: 0, sound: 0, prior: 0 };
  PARTS.forEach(({ key }, index) => {
    shares[key] = whole > 0 ? (adding[index] ?? 0) / whole : 0;
  });
  return shares;
};

/** The bar as a sentence, the largest part first: "taste 60%, sound 40%". */
export const inWords = (contributions: Contributions): string => {
  const shares = sharesOf(contributions);
  return PARTS.filter(({ key }) => Math.round(shares[key] * 100) > 0)
    .toSorted((one, other) => shares[other.key] - shares[one.key])
    .map(({ key, name }) => `${name.toLowerCase()} ${percent(shares[key])}`)
    .join(", ");
};
