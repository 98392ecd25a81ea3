"""How good the recommendations are, on all data there is, beside simpler ways to make them."""

import argparse

from benchmarks.quality_data import DATA, NEEDS
from benchmarks.simulated_user import PER_ROUND, demo_sessions
from recommender.evaluation.evaluate import evaluate
from recommender.evaluation.report import markdown_table


def main() -> None:
    """Measure each data set that is there, and print its table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", nargs="*", default=list(DATA), help=f"of {', '.join(DATA)}")
    parser.add_argument("--queries", type=int, default=2000, help="with one seed")
    options = parser.parse_args()
    unknown = set(options.data) - set(DATA)
    if unknown:
        parser.error(f"there is no data {', '.join(sorted(unknown))}; there are {', '.join(DATA)}")
    for name in options.data:
        title, read = DATA[name]
        if name in NEEDS and not NEEDS[name].is_file():
            print(f"{title}: left out, for {NEEDS[name].name} is not there\n")
            continue
        found = evaluate(read(), None, options.queries, max(options.queries // 8, 1))
        print(f"### {title}\n\n{markdown_table(found.values)}", flush=True)
        print(f"\nmodel {found.model_version}, data {found.data_version}\n")
    if "demo" in options.data:
        print(f"A listener's hidden taste, P@{PER_ROUND} before any verdict and after each "
              f"{PER_ROUND}: {demo_sessions()}\n")  # fmt: skip


if __name__ == "__main__":
    main()
