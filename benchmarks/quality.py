"""Quality of the recommendations beside the baselines, on every data set that is present."""

import argparse
from collections.abc import Iterable

import psycopg

from benchmarks.quality_data import DATA, NEEDS
from benchmarks.simulated_user import PER_ROUND, demo_sessions
from recommender.evaluation.evaluate import MetricValue, evaluate
from recommender.evaluation.report import markdown_table, replace_section
from segue.settings import PROJECT_ROOT

PAGE = PROJECT_ROOT / "docs" / "recommendations.md"
LAST_RUN = """
select method, stratum, metric, value, number_of_queries
from marts.recommendation_quality
where run_id = (
    select run_id from marts.recommendation_quality order by evaluated_at desc, run_id desc limit 1
)
"""


def write_table(name: str, values: Iterable[MetricValue]) -> None:
    """Write the table of a data set between its markers in docs/recommendations.md."""
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(replace_section(page, name, markdown_table(values)), encoding="utf-8")


def load_last_run(url: str) -> list[MetricValue]:
    """Return the metric values of the last evaluation that a warehouse holds."""
    with psycopg.connect(url) as connection:
        return [MetricValue(*row) for row in connection.execute(LAST_RUN).fetchall()]


def main() -> None:
    """Measure each data set that is present, or read a mart, and print or write its table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", nargs="*", default=list(DATA), help=f"of {', '.join(DATA)}")
    parser.add_argument("--queries", type=int, default=2000, help="with one seed")
    parser.add_argument("--write-docs", action="store_true", help=f"write into {PAGE.name}")
    parser.add_argument("--mart", metavar="URL", help="last run of this warehouse, of one data set")
    options = parser.parse_args()
    unknown = set(options.data) - set(DATA)
    if unknown:
        parser.error(f"there is no data {', '.join(sorted(unknown))}; there are {', '.join(DATA)}")
    if options.mart and len(options.data) != 1:
        parser.error("--mart needs the name of the one data set that the warehouse holds")
    for name in options.data:
        title, read = DATA[name]
        if options.mart:
            values = load_last_run(options.mart)
        elif name in NEEDS and not NEEDS[name].is_file():
            print(f"{title}: left out, because {NEEDS[name].name} is missing\n")
            continue
        else:
            values = evaluate(read(), None, options.queries, max(options.queries // 8, 1)).values
        print(f"### {title}\n\n{markdown_table(values)}\n", flush=True)
        if options.write_docs:
            write_table(name, values)
    if "demo" in options.data and not options.mart:
        print(f"Simulated listeners, P@{PER_ROUND} before any verdict and after each "
              f"{PER_ROUND}: {demo_sessions()}\n")  # fmt: skip


if __name__ == "__main__":
    main()
