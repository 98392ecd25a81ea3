/** The parts of a score, in plain words and in the order in which they are drawn. */
import type { Contributions } from "@/lib/api-types";
import { formatPercent } from "@/lib/format";

export interface ContributionLabel {
  key: keyof Contributions;
  name: string;
  meaning: string;
}

export const CONTRIBUTIONS: readonly ContributionLabel[] = [
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

const NEGLIGIBLE = 0.0005;

/** What a part says of this very song, which it may also speak against. */
export const describeContribution = (
  { meaning }: ContributionLabel,
  value: number,
): string => {
  if (value < -NEGLIGIBLE) return "this counts against it";
  return value > NEGLIGIBLE ? meaning : "this adds nothing";
};

/** How much each part adds, as a share of all that adds; what takes away counts as 0. */
export const computeShares = (
  contributions: Contributions,
): Record<ContributionLabel["key"], number> => {
  const adding = CONTRIBUTIONS.map(({ key }) => Math.max(contributions[key], 0));
  const whole = adding.reduce((sum, value) => sum + value, 0);
  const shares = { taste: 0, co_occurrence: 0, artist: 0, sound: 0, prior: 0 };
  CONTRIBUTIONS.forEach(({ key }, index) => {
    shares[key] = whole > 0 ? (adding[index] ?? 0) / whole : 0;
  });
  return shares;
};

/** The bar as a sentence, the largest part first: "taste 60%, sound 40%". */
export const describeShares = (contributions: Contributions): string => {
  const shares = computeShares(contributions);
  return CONTRIBUTIONS.filter(({ key }) => Math.round(shares[key] * 100) > 0)
    .toSorted((one, other) => shares[other.key] - shares[one.key])
    .map(({ key, name }) => `${name.toLowerCase()} ${formatPercent(shares[key])}`)
    .join(", ");
};
