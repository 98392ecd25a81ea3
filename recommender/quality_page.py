"""The page that shows an evaluation: tables and plots in one file that needs no network."""

import io
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from recommender.evaluation import OURS, Evaluation, Figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

Cells = dict[tuple[str, str, str], Figure]

STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem;"
    "color:#1a1a1a;background:#fff}table{border-collapse:collapse;margin:1rem 0}"
    "th,td{padding:.2rem .7rem;text-align:right;border-bottom:1px solid #ddd}"
    "th:first-child,td:first-child{text-align:left}tr.ours{font-weight:600;background:#eef4ee}"
    "caption{text-align:left;font-weight:600;padding:.5rem 0}svg{max-width:100%;height:auto}"
    ".better{color:#a33}small{color:#555}"
)
NAMES = {
    "segue": "Segue",
    "random": "random",
    "popularity": "popularity",
    "artist_popularity": "same artist + popularity",
    "unscaled_cosine": "unscaled cosine",
    "item_knn": "item-kNN",
    "als": "ALS",
}
TABLES = (
    ("One seed", "all", ("precision_at_10", "hit_at_10", "r_precision", "ndcg", "clicks")),
    ("One seed that the playlists learned from hold", "hot", ("precision_at_10", "ndcg")),
    ("One seed in no playlist learned from", "cold", ("precision_at_10", "ndcg")),
    (
        "Half of a playlist",
        "half",
        ("r_precision", "ndcg", "recall_at_10", "recall_at_100", "recall_at_500", "clicks"),
    ),
    ("What came later", "later", ("r_precision", "ndcg", "recall_at_500", "clicks")),
    (
        "What the lists of ten hold together",
        "lists",
        (
            "different_tracks",
            "coverage",
            "largest_share",
            "gini",
            "intra_list_similarity",
            "artist_repetition",
            "own_recordings",
        ),
    ),
)
BY_SEEDS = (("seeds_1", "1"), ("seeds_5", "5"), ("seeds_10", "10"), ("seeds_25", "25"))


def write_page(found: Evaluation, path: Path, title: str) -> Path:
    """Write the page of one evaluation, and return its path."""
    return write_pages({title: found}, path)


def write_pages(found: Mapping[str, Evaluation], path: Path) -> Path:
    """Write one page about the evaluation of each title; needs no network to be read."""
    parts = [section(title, evaluation) for title, evaluation in found.items()]
    page = (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>Quality of the recommendations</title><style>{STYLE}</style></head><body>\n"
        "<h1>Quality of the recommendations</h1>\n<p>A fifth of the playlists was held out whole; "
        "every way learned without them, and ranked the whole catalogue. Behind ± is half of the "
        "95 % interval (bootstrap over playlists); <span class=better>▲</span> marks what is "
        "surely better than Segue on the same questions. The figures are in "
        "<code>marts.recommendation_quality</code>.</p>\n" + "\n".join(parts) + "\n</body></html>\n"
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page, encoding="utf-8")
    return path


def section(title: str, found: Evaluation) -> str:
    """Return the part of the page about one evaluation."""
    cells = {(f.stratum, f.metric, f.method): f for f in found.figures}
    versions = f"data {found.data_version}, code {found.code_version}, model {found.model_version}"
    tables = [_table(caption, stratum, names, cells) for caption, stratum, names in TABLES]
    return "\n".join(
        [f"<h2>{escape(title)}</h2><p><small>{escape(versions)}</small></p>", _plots(cells)]
        + [table for table in tables if table]
    )


def _methods(cells: Cells) -> list[str]:
    return [name for name in NAMES if any(key[2] == name for key in cells)]


def _table(caption: str, stratum: str, metrics: tuple[str, ...], cells: Cells) -> str:
    methods = [name for name in NAMES if (stratum, metrics[0], name) in cells]
    if not methods:
        return ""
    number = cells[stratum, metrics[0], methods[0]].number_of_queries
    head = "".join(f"<th>{escape(name.replace('_', ' '))}</th>" for name in metrics)
    rows = []
    for method in methods:
        values = "".join(f"<td>{_cell(cells[stratum, name, method])}</td>" for name in metrics)
        ours = ' class="ours"' if method == OURS else ""
        rows.append(f"<tr{ours}><td>{escape(NAMES[method])}</td>{values}</tr>")
    return (
        f"<table><caption>{escape(caption)} ({number:,} questions)</caption>"
        f"<tr><th></th>{head}</tr>{''.join(rows)}</table>"
    )


def _cell(figure: Figure) -> str:
    large = figure.metric in {"different_tracks"}
    text = f"{figure.value:,.0f}" if large else f"{figure.value:.3f}"
    if figure.lower is not None and figure.upper is not None:
        text += f" <small>± {(figure.upper - figure.lower) / 2:.3f}</small>"
    return text + (" <span class=better>▲</span>" if figure.is_better == "yes" else "")


def _plots(cells: Cells) -> str:
    import matplotlib as mpl

    mpl.use("svg")
    settings: Any = {"svg.hashsalt": "segue", "svg.fonttype": "none", "font.size": 9}
    with mpl.rc_context(settings):
        drawn = [_one_seed(cells), _many_seeds(cells), _variety(cells)]
        return "\n".join(_svg(drawing) for drawing in drawn)


def _one_seed(cells: Cells) -> "Drawing":
    drawing, axes = _axes("Precision at 10 from one seed", (7.2, 2.8))
    found = [(n, cells["all", "precision_at_10", n]) for n in reversed(_methods(cells))]
    for place, (name, figure) in enumerate(found):
        low, high = figure.lower or figure.value, figure.upper or figure.value
        axes.barh(place, figure.value, color="#2f6f4f" if name == OURS else "#b8c4bd")
        axes.plot([low, high], [place, place], color="#1a1a1a", linewidth=1)
    axes.set_yticks(range(len(found)), [NAMES[name] for name, _ in found])
    return drawing


def _many_seeds(cells: Cells) -> "Drawing":
    drawing, axes = _axes("NDCG by the number of seeds", (7.2, 3.2))
    for name in _methods(cells):
        points = [
            (label, cells[stratum, "ndcg", name].value)
            for stratum, label in BY_SEEDS
            if (stratum, "ndcg", name) in cells
        ]
        if points:
            labels, values = zip(*points, strict=True)
            width = 2.4 if name == OURS else 1.2
            axes.plot(labels, values, marker="o", linewidth=width, label=NAMES[name])
    if axes.lines:
        axes.legend(frameon=False, fontsize=8, ncols=2)
    axes.set_xlabel("seeds")
    return drawing


def _variety(cells: Cells) -> "Drawing":
    drawing, axes = _axes("Precision beside variety", (7.2, 3.2))
    for name in _methods(cells):
        if ("lists", "different_tracks", name) not in cells:
            continue
        across = cells["lists", "different_tracks", name].value
        up = cells["all", "precision_at_10", name].value
        axes.plot(across, up, marker="o", color="#2f6f4f" if name == OURS else "#7b8a82")
        axes.annotate(NAMES[name], (across, up), xytext=(5, 4), textcoords="offset points")
    axes.set_xlabel("different tracks in all lists of ten")
    axes.set_ylabel("precision at 10")
    return drawing


def _axes(title: str, size: tuple[float, float]) -> tuple["Drawing", Any]:
    from matplotlib.figure import Figure as NewDrawing

    drawing = NewDrawing(figsize=size, layout="constrained")
    axes = drawing.subplots()
    axes.set_title(title, loc="left")
    axes.spines[["top", "right"]].set_visible(False)
    return drawing, axes


def _svg(drawing: "Drawing") -> str:
    written = io.StringIO()
    drawing.savefig(written, format="svg", metadata={"Date": None, "Creator": None})
    text = written.getvalue()
    return text[text.index("<svg") :]
