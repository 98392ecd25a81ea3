"""How good the recommendations are, on all data there is, beside simpler ways to make them."""

import argparse
from collections.abc import Iterable

from benchmarks.quality_data import DATA, NEEDS
from benchmarks.quality_listener import PER_ROUND, demo_sessions
from recommender.evaluation import OURS, Evaluation, Figure, evaluate
from recommender.quality_page import NAMES, write_pages
from segue.settings import PROJECT_ROOT

PAGE = PROJECT_ROOT / "docs" / "quality" / "benchmark.html"
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


def table(title: str, figures: Iterable[Figure]) -> str:
    """Return the figures as a Markdown table, a method a row."""
    cells = {(f.stratum, f.metric, f.method): f for f in figures}
    methods = [name for name in NAMES if any(key[2] == name for key in cells)]
    columns = [c for c in COLUMNS if (c[0], c[1], OURS) in cells]
    rows = [
        f"### {title}",
        "",
        "| " + " | ".join(["", *(label for _, _, label in columns)]) + " |",
        "| --- " + "| ---: " * len(columns) + "|",
    ]
    for method in methods:
        values = [_text(cells.get((stratum, metric, method))) for stratum, metric, _ in columns]
        rows.append("| " + " | ".join([NAMES[method], *values]) + " |")
    return "\n".join(rows)


def _text(figure: Figure | None) -> str:
    if figure is None:
        return ""
    if figure.metric == "different_tracks":
        return f"{figure.value:,.0f}"
    return f"{figure.value:.3f}"


def main() -> None:
    """Measure each data set that is there, print its table, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", nargs="*", default=list(DATA), help=f"of {', '.join(DATA)}")
    parser.add_argument("--questions", type=int, default=2000, help="with one seed")
    options = parser.parse_args()
    unknown = set(options.data) - set(DATA)
    if unknown:
        parser.error(f"there is no data {', '.join(sorted(unknown))}; there are {', '.join(DATA)}")
    found: dict[str, Evaluation] = {}
    for name in options.data:
        title, read = DATA[name]
        if name in NEEDS and not NEEDS[name].is_file():
            print(f"{title}: left out, for {NEEDS[name].name} is not there\n")
            continue
        found[title] = evaluate(read(), None, options.questions, max(options.questions // 8, 1))
        print(table(title, found[title].figures), flush=True)
        print(f"\nmodel {found[title].model_version}, data {found[title].data_version}\n")
    if "demo" in options.data:
        print(f"A listener's hidden taste, P@{PER_ROUND} before any verdict and after each "
              f"{PER_ROUND}: {demo_sessions()}\n")  # fmt: skip
    print(write_pages(found, PAGE).relative_to(PROJECT_ROOT))


if __name__ == "__main__":
    main()
