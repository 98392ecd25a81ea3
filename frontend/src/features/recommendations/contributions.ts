/** Labels and shares of the contributions to a score, in display order. */
import type { Contributions } from "@/lib/api-types";
import { formatPercent } from "@/lib/format";

export interface ContributionLabel {
  key: keyof Contributions;
  name: string;
  meaning: string;
  /** What a negative value says. */
  against?: string;
}

export const CONTRIBUTIONS: readonly ContributionLabel[] = [
  {
    key: "taste",
    name: "Taste",
    meaning: "people who play one tend to play the other",
  },
  {
    key: "co_occurrence",
    name: "Shared playlists",
    meaning: "they are in the same playlists",
  },
  { key: "artist", name: "Artist", meaning: "the same artist, or a similar one" },
  { key: "audio", name: "Audio", meaning: "they sound alike" },
  { key: "popularity", name: "Popularity", meaning: "it is popular" },
  {
    key: "artist_repeat",
    name: "Artist again",
    meaning: "the first song of its artist here",
    against: "its artist is in the list already",
  },
];

const NEGLIGIBLE = 0.0005;

/** Explain a contribution to this song; a negative one counts against it. */
export const describeContribution = (
  { meaning, against = "this counts against it" }: ContributionLabel,
  value: number,
): string => {
  if (value < -NEGLIGIBLE) return against;
  return value > NEGLIGIBLE ? meaning : "this adds nothing";
};

const sumPositive = (contributions: Contributions): number =>
  CONTRIBUTIONS.reduce((sum, { key }) => sum + Math.max(contributions[key], 0), 0);

/** Return each positive contribution as a share of their sum; negative ones are 0. */
export const computeShares = (
  contributions: Contributions,
): Record<ContributionLabel["key"], number> => {
  const total = sumPositive(contributions);
  return Object.fromEntries(
    CONTRIBUTIONS.map(({ key }) => [
      key,
      total > 0 ? Math.max(contributions[key], 0) / total : 0,
    ]),
  ) as Record<ContributionLabel["key"], number>;
};

/** Return each negative contribution as a share of the sum of the positive ones. */
export const listAgainst = (
  contributions: Contributions,
): (ContributionLabel & { share: number })[] => {
  const total = sumPositive(contributions);
  return CONTRIBUTIONS.filter(({ key }) => contributions[key] < -NEGLIGIBLE).map(
    (label) => ({
      ...label,
      share: total > 0 ? Math.min(-contributions[label.key] / total, 1) : 1,
    }),
  );
};

export const isAgainst = (contributions: Contributions): boolean =>
  listAgainst(contributions).length > 0;

/** Describe the shares, the largest first: "taste 60%, audio 40%". */
export const describeShares = (contributions: Contributions): string => {
  const shares = computeShares(contributions);
  return CONTRIBUTIONS.filter(({ key }) => Math.round(shares[key] * 100) > 0)
    .toSorted((one, other) => shares[other.key] - shares[one.key])
    .map(({ key, name }) => `${name.toLowerCase()} ${formatPercent(shares[key])}`)
    .join(", ");
};

/** Describe what counts against a song: ", less popularity 8%". */
export const describeAgainst = (contributions: Contributions): string =>
  listAgainst(contributions)
    .map(({ name, share }) => `, less ${name.toLowerCase()} ${formatPercent(share)}`)
    .join("");
