"""Tables of an evaluation in Markdown: one row per method, one column per metric."""

from collections.abc import Iterable, Sequence

from recommender.evaluation.evaluate import DEFAULT_MODEL, MetricValue, compare_with_best

METHOD_NAMES = {
    "segue": "Segue",
    "random": "random",
    "popularity": "popularity",
    "artist_popularity": "same artist + popularity",
    "unscaled_cosine": "unscaled cosine",
    "item_knn": "item-kNN",
    "als": "ALS",
    "sparse_ease": "sparse EASE",
}
# (stratum, metric, heading)
COLUMNS = (
    ("all", "precision_at_10", "P@10"),
    ("hot", "precision_at_10", "hot"),
    ("cold", "precision_at_10", "cold"),
    ("lists", "different_tracks", "different"),
    ("lists", "largest_share", "largest"),
    ("even_lists", "different_tracks", "different, even"),
    ("even_lists", "largest_share", "largest, even"),
    ("even_lists", "different_artists", "artists, even"),
    ("even_lists", "tracks_by_seed_artist", "seed's, even"),
    ("half", "r_precision", "R-prec."),
    ("half", "ndcg", "NDCG"),
    ("half", "recall_at_500", "rec@500"),
    ("half", "clicks", "clicks"),
    ("random_half", "r_precision", "R-prec., random halves"),
    ("random_half", "ndcg", "NDCG, random halves"),
    ("later", "ndcg", "later NDCG"),
)


def markdown_table(values: Iterable[MetricValue]) -> str:
    """Return the metric values as a Markdown table, without columns that were not measured."""
    cells = {(value.stratum, value.metric, value.method): value for value in values}
    methods = [name for name in METHOD_NAMES if any(key[2] == name for key in cells)]
    columns = [column for column in COLUMNS if (*column[:2], DEFAULT_MODEL) in cells]
    rows = [
        "| " + " | ".join(["", *(heading for _, _, heading in columns)]) + " |",
        "| --- " + "| ---: " * len(columns) + "|",
    ]
    for method in methods:
        found = [cells.get((stratum, metric, method)) for stratum, metric, _ in columns]
        rows.append("| " + " | ".join([METHOD_NAMES[method], *map(_format_cell, found)]) + " |")
    return "\n".join(rows)


def describe_verdict(values: Sequence[MetricValue]) -> list[str]:
    """Return a sentence per judged metric: the default model against the best baseline, paired."""
    ours = {(each.stratum, each.metric): each for each in values if each.method == DEFAULT_MODEL}
    outcomes = {"no": "better than", "yes": "worse than", "undecided": "not decidably better than"}
    sentences = []
    for key, best in compare_with_best(values).items():
        # the stored difference is the baseline's minus ours
        mean, lower, upper = (
            -float(each or 0)
            for each in (best.difference, best.difference_upper, best.difference_lower)
        )
        sentences.append(
            f"{' '.join(key)}: {METHOD_NAMES[DEFAULT_MODEL]} {ours[key].value:.3f} is "
            f"{outcomes[best.is_better or 'undecided']} the best baseline, "
            f"{METHOD_NAMES[best.method]} {best.value:.3f} "
            f"(difference {mean:+.3f}, 95 % {lower:+.3f} to {upper:+.3f})"
        )
    return sentences


def replace_section(page: str, name: str, table: str) -> str:
    """Return a Markdown page with the table between the markers of a section replaced.

    Raises
    ------
    ValueError
        If the page has no such section.
    """
    begin, end = f"<!-- begin: {name} -->\n", f"<!-- end: {name} -->"
    before, found, rest = page.partition(begin)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        raise ValueError(f"expected the markers {begin.strip()} and {end} in the page; add them")
    return f"{before}{begin}{table}\n{end}{after}"


def _format_cell(value: MetricValue | None) -> str:
    if value is None:
        return ""
    if value.metric == "different_tracks":
        return f"{value.value:,.0f}"
    if value.metric in ("different_artists", "tracks_by_seed_artist"):
        return f"{value.value:.1f}"
    return f"{value.value:.3f}"
