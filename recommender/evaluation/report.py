"""Tables of an evaluation in Markdown: one row per method, one column per metric."""

from collections.abc import Iterable

from recommender.evaluation.evaluate import DEFAULT_MODEL, MetricValue

METHOD_NAMES = {
    "segue": "Segue",
    "random": "random",
    "popularity": "popularity",
    "artist_popularity": "same artist + popularity",
    "unscaled_cosine": "unscaled cosine",
    "item_knn": "item-kNN",
    "als": "ALS",
}
# (stratum, metric, heading)
COLUMNS = (
    ("all", "precision_at_10", "P@10"),
    ("hot", "precision_at_10", "hot"),
    ("cold", "precision_at_10", "cold"),
    ("lists", "different_tracks", "different"),
    ("lists", "largest_share", "largest"),
    ("half", "r_precision", "R-prec."),
    ("half", "ndcg", "NDCG"),
    ("half", "recall_at_500", "rec@500"),
    ("half", "clicks", "clicks"),
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
    return f"{value.value:.3f}"
