/** Labels of methods, strata and metrics, in display order. */
interface Label {
  name: string;
  meaning: string;
}

export interface Metric extends Label {
  /** Whether a higher value is better. */
  is_higher_better: boolean;
  is_share: boolean;
}

export const SEGUE = "segue";

const METHODS: Readonly<Record<string, Label>> = {
  segue: { name: "Segue", meaning: "the recommendations of this app" },
  als: {
    name: "ALS",
    meaning: "matrix factorisation, as implemented in the library implicit",
  },
  sparse_ease: {
    name: "Sparse EASE",
    meaning: "linear regression on the songs of the same playlists",
  },
  item_knn: { name: "Item k-NN", meaning: "songs of the same playlists" },
  artist_popularity: {
    name: "Same artist",
    meaning: "songs of the same artist, then popular ones",
  },
  popularity: { name: "Most popular", meaning: "the same popular songs for everybody" },
  unscaled_cosine: {
    name: "Unscaled cosine",
    meaning: "cosine similarity of unscaled audio features",
  },
  random: { name: "Random", meaning: "songs drawn at random" },
};

const STRATA: Readonly<Record<string, Label>> = {
  all: {
    name: "One song",
    meaning: "The query is one song of each held-out playlist.",
  },
  hot: {
    name: "One song with training playlists",
    meaning: "Of these, the songs that are in at least one training playlist.",
  },
  cold: {
    name: "One song without training playlists (cold start)",
    meaning: "Of these, the songs that are in no training playlist.",
  },
  seeds_1: { name: "1 song of a playlist", meaning: "One seed for each playlist." },
  seeds_5: { name: "5 songs of a playlist", meaning: "Five seeds for each playlist." },
  seeds_10: { name: "10 songs of a playlist", meaning: "Ten seeds for each playlist." },
  seeds_25: { name: "25 songs of a playlist", meaning: "25 seeds for each playlist." },
  half: {
    name: "Half a playlist",
    meaning: "The seeds are the first half of each held-out playlist, in its order.",
  },
  random_half: {
    name: "Half a playlist, at random",
    meaning: "The seeds are a random half of held-out playlists without an order.",
  },
  later: {
    name: "Later additions",
    meaning:
      "The seeds are what a playlist held before a day; the rest joined after it.",
  },
  lists: {
    name: "Beyond accuracy",
    meaning: "Coverage and diversity of the lists of the songs of “One song”.",
  },
  even_lists: {
    name: "Beyond accuracy, any song",
    meaning: "The same for songs drawn evenly from the catalogue.",
  },
};

type LabelOptions = Partial<Pick<Metric, "is_higher_better" | "is_share">>;

const label = (
  name: string,
  meaning: string,
  { is_higher_better = true, is_share = true }: LabelOptions = {},
): Metric => ({ name, meaning, is_higher_better, is_share });

const METRICS: Readonly<Record<string, Metric>> = {
  precision_at_10: label(
    "Precision at 10",
    "Share of ten recommendations that are in the held-out playlist.",
  ),
  hit_at_10: label(
    "Hit rate at 10",
    "Share of lists of ten with at least one song of the held-out playlist.",
  ),
  r_precision: label(
    "R-precision",
    "Precision of a list as long as the number of held-out songs.",
  ),
  ndcg: label(
    "NDCG",
    "Held-out songs in the list, weighted by rank; 100% is a perfect order.",
  ),
  recall_at_10: label("Recall at 10", "Share of the held-out songs among ten."),
  recall_at_100: label("Recall at 100", "Share of the held-out songs among 100."),
  recall_at_500: label("Recall at 500", "Share of the held-out songs among 500."),
  clicks: label(
    "Clicks",
    "Number of times one would ask for ten more before the first hit.",
    { is_higher_better: false, is_share: false },
  ),
  relative_coverage: label(
    "Relative coverage",
    "Distinct songs in the lists, as a share of those in random lists.",
  ),
  different_tracks: label("Distinct songs", "Number of distinct songs in the lists.", {
    is_share: false,
  }),
  largest_share: label(
    "Maximum exposure",
    "Share of the lists that contain the most frequent song.",
    { is_higher_better: false },
  ),
  gini: label(
    "Gini index",
    "Inequality of exposure: 0 if all songs are equally frequent, 1 if it is always one.",
    { is_higher_better: false, is_share: false },
  ),
  intra_list_similarity: label(
    "Intra-list similarity",
    "Mean similarity of the songs of one list.",
    { is_higher_better: false, is_share: false },
  ),
  artist_repetition: label(
    "Artist repetition",
    "Share of ranks whose artist is higher in the list already.",
    { is_higher_better: false },
  ),
  different_artists: label(
    "Different artists",
    "Mean number of different artists in a list of ten.",
    { is_share: false },
  ),
  tracks_by_seed_artist: label(
    "By the song's own artist",
    "Mean number of songs in a list of ten by the artist of the query song.",
    { is_higher_better: false, is_share: false },
  ),
  self_duplicates: label(
    "Self-duplicates",
    "Share of ranks that go to another version of the query song.",
    { is_higher_better: false },
  ),
};

/** Format an unknown key: "graph_walk" is "Graph walk". */
const formatKey = (key: string): string => {
  const text = key.replaceAll("_", " ");
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
};

export const getMethodLabel = (key: string): Label =>
  METHODS[key] ?? { name: formatKey(key), meaning: "" };
export const getStratumLabel = (key: string): Label =>
  STRATA[key] ?? { name: formatKey(key), meaning: "" };
export const getMetricLabel = (key: string): Metric =>
  METRICS[key] ?? label(formatKey(key), "", { is_share: false });

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

/** Format a value by its metric: 24.5%, 1.32 or 10,512. */
export const formatMetricValue = (value: number, { is_share }: Metric): string => {
  if (is_share) return `${(100 * value).toFixed(1)}%`;
  return value >= 100
    ? Math.round(value).toLocaleString("en-GB")
    : value.toFixed(value < 10 ? 2 : 1);
};
