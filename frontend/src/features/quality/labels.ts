/** Methods, questions and measures in plain words, in the order in which they are shown. */
export interface Method {
  name: string;
  meaning: string;
}

export interface Stratum {
  name: string;
  meaning: string;
}

export interface Metric {
  name: string;
  meaning: string;
  /** Where the best value lies. */
  is_higher_better: boolean;
  is_share: boolean;
}

export const SEGUE = "segue";

const METHODS: Readonly<Record<string, Method>> = {
  segue: { name: "Segue", meaning: "what you are given here" },
  als: {
    name: "ALS",
    meaning: "matrix factorisation, as the library implicit does it",
  },
  item_knn: { name: "Item neighbours", meaning: "songs of the same playlists" },
  artist_popularity: {
    name: "Same artist",
    meaning: "songs of the same artist, then the popular ones",
  },
  popularity: { name: "Most popular", meaning: "the same popular songs for everybody" },
  unscaled_cosine: {
    name: "Audio as it is",
    meaning: "the cosine of audio features that were not scaled",
  },
  random: { name: "Chance", meaning: "songs drawn by lot" },
};

const STRATA: Readonly<Record<string, Stratum>> = {
  all: { name: "One song", meaning: "One song of each hidden playlist is named." },
  hot: {
    name: "One song that playlists know",
    meaning: "Of these, the songs that stand in some playlist that was learned from.",
  },
  cold: {
    name: "One song that no playlist knows",
    meaning: "Of these, the songs that stand in no playlist that was learned from.",
  },
  seeds_1: { name: "1 song of a playlist", meaning: "One song of each is named." },
  seeds_5: { name: "5 songs of a playlist", meaning: "Five songs of each are named." },
  seeds_10: { name: "10 songs of a playlist", meaning: "Ten songs of each are named." },
  seeds_25: { name: "25 songs of a playlist", meaning: "25 songs of each are named." },
  half: { name: "Half a playlist", meaning: "Half of each hidden playlist is named." },
  later: {
    name: "What came later",
    meaning: "What joined a playlist after a day is sought by what it held before.",
  },
  lists: { name: "Variety", meaning: "What the lists of many songs hold together." },
};

const share = (name: string, meaning: string, is_higher_better = true): Metric => ({
  name,
  meaning,
  is_higher_better,
  is_share: true,
});
const number = (name: string, meaning: string, is_higher_better = true): Metric => ({
  ...share(name, meaning, is_higher_better),
  is_share: false,
});

const METRICS: Readonly<Record<string, Metric>> = {
  precision_at_10: share(
    "Hits among ten",
    "Of ten recommendations, how many lie in the very playlist that the song was taken from.",
  ),
  hit_at_10: share(
    "At least one hit",
    "How often at least one of ten lies in that playlist.",
  ),
  r_precision: share(
    "R-precision",
    "Asked for as many songs as were hidden: how many of the hidden ones come.",
  ),
  ndcg: share(
    "NDCG",
    "How many hidden songs come, where an early place counts more; all of them first would be 100%.",
  ),
  recall_at_10: share("Found among 10", "How many of the hidden songs are among ten."),
  recall_at_100: share(
    "Found among 100",
    "How many of the hidden songs are among a hundred.",
  ),
  recall_at_500: share(
    "Found among 500",
    "How many of the hidden songs are among five hundred.",
  ),
  clicks: number(
    "Clicks",
    "How often one would have to ask for ten more before the first hit.",
    false,
  ),
  coverage: share("Coverage", "How much of the catalogue stands in some list of ten."),
  different_tracks: number(
    "Different songs",
    "How many different songs the lists hold.",
  ),
  largest_share: share(
    "Most frequent song",
    "In how many of the lists the most frequent song stands.",
    false,
  ),
  gini: number(
    "Unevenness (Gini)",
    "0 where every song is recommended as often as another, 1 where it is always the same.",
    false,
  ),
  intra_list_similarity: number(
    "Sameness in a list",
    "How alike the songs of one list are, on average.",
    false,
  ),
  artist_repetition: share(
    "Artists again",
    "How many places of a list go to an artist who is in it already.",
    false,
  ),
  own_recordings: share(
    "The song itself",
    "How many places go to another version of the song that was asked about.",
    false,
  ),
};

/** A name of the future is shown as it is written, without its underscores. */
const formatKey = (key: string): string => {
  const text = key.replaceAll("_", " ");
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
};

export const getMethodLabel = (key: string): Method =>
  METHODS[key] ?? { name: formatKey(key), meaning: "" };
export const getStratumLabel = (key: string): Stratum =>
  STRATA[key] ?? { name: formatKey(key), meaning: "" };
export const getMetricLabel = (key: string): Metric =>
  METRICS[key] ?? number(formatKey(key), "");

const findPosition = (keys: readonly string[], key: string): number => {
  const found = keys.indexOf(key);
  return found === -1 ? keys.length : found;
};
const makeComparator =
  (labels: Readonly<Record<string, unknown>>) =>
  (one: string, other: string): number => {
    const keys = Object.keys(labels);
    return (
      findPosition(keys, one) - findPosition(keys, other) || one.localeCompare(other)
    );
  };

export const compareStrata = makeComparator(STRATA);
export const compareMetrics = makeComparator(METRICS);

/** A value as its measure is read: 24.5%, or 1.32, or 10,512. */
export const formatMetricValue = (value: number, { is_share }: Metric): string => {
  if (is_share) return `${(100 * value).toFixed(1)}%`;
  return value >= 100
    ? Math.round(value).toLocaleString("en-GB")
    : value.toFixed(value < 10 ? 2 : 1);
};
