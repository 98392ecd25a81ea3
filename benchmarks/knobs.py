"""The price of the request options `diversity` and `popularity`: precision beside what they buy.

python -m benchmarks.knobs [demo] [synthetic] [--queries N] [--write-docs]
"""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.quality_data import DATA
from benchmarks.svg import draw_panels
from recommender.evaluation.recommenders import IndexRecommender, ItemList, recommend_batch
from recommender.evaluation.splitting import Split, split_by_playlist
from recommender.ranking.mmr import ListOptions
from recommender.search.topk import IntArray
from recommender.serving.filters import TrackMask
from recommender.serving.recommend import RecommendationRequest, recommend
from segue.settings import PROJECT_ROOT

LENGTH = 10
SETTINGS: Mapping[str, Sequence[float]] = {
    "diversity": (0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1),
    "popularity": (-1, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1),
}
PICTURE = PROJECT_ROOT / "docs" / "images" / "knobs.svg"
WIDTH, HEIGHT, MARGIN = 360, 220, 44  # of one panel, in pixels
# a name, its colour, and whether a picture shows it
COLOURS = {"precision": "#1b7f5c", "coverage": "#3b5bdb", "artists": "#b3541e"}


@dataclass(frozen=True)
class Price:
    """Figures of the lists of ten for the queries with one seed.

    `precision` is P@10, `coverage` the share of the catalogue in any list, `popularity` the
    mean of log(1 + playlists) in standard deviations of the catalogue, and `artists` the mean
    number of different first artists.
    """

    precision: float
    coverage: float
    popularity: float
    artists: float


@dataclass(frozen=True)
class TunedRecommender:
    """The lists that the API answers with for some options."""

    plain: IndexRecommender
    options: Mapping[str, float]

    def recommend(self, seeds: IntArray, length: int) -> ItemList:
        """Return the list; empty if the seed has no vector."""
        index = self.plain.index
        rows = self.plain.find_rows(seeds)
        if not rows:
            return ItemList(np.zeros(0, np.intp), np.zeros(0, np.float32))
        own = TrackMask(np.isin(index.recordings, index.recordings[rows]))
        request = RecommendationRequest(
            dict.fromkeys(rows, 1.0),
            ListOptions(length, self.options.get("diversity", 0.0)),
            {"are seeds": own},
            popularity=self.options.get("popularity", 0.0),
        )
        result = recommend(index, request)
        return ItemList(self.plain.dataset_rows(result.rows), result.scores)


def measure(split: Split, plain: IndexRecommender, option: str, value: float) -> Price:
    """Return the figures of the lists with one option set."""
    # not the seeds that are drawn evenly from the catalogue, which have no relevant tracks
    queries = [query for query in split.queries if len(query.seeds) == 1 and len(query.relevant)]
    tuned = TunedRecommender(plain, {option: value})
    lists = recommend_batch(tuned, [query.seeds for query in queries], LENGTH)
    recordings = split.dataset.recordings
    hits = [
        np.isin(recordings[row[row >= 0]], recordings[query.relevant]).sum() / LENGTH
        for query, row in zip(queries, lists, strict=True)
    ]
    index = plain.index
    row_of = np.full(len(recordings), -1, np.intp)
    row_of[plain.dataset_rows(np.arange(len(index.track_ids)))] = np.arange(len(index.track_ids))
    found = [row_of[row[row >= 0]] for row in lists]
    return Price(
        precision=float(np.mean(hits)),
        coverage=len(np.unique(np.concatenate(found))) / len(index.track_ids),
        popularity=float(np.mean([index.standardized_popularity[row].mean() for row in found])),
        artists=float(np.mean([len(np.unique(index.model.main_artists[row])) for row in found])),
    )


def measure_all(name: str, n_queries: int) -> dict[str, list[Price]]:
    """Return the figures of a data set, by option, in the order of its settings."""
    split = split_by_playlist(DATA[name][1](), n_queries, 1)
    plain = IndexRecommender.fit(split.tables, split.dataset)
    return {
        option: [measure(split, plain, option, value) for value in values]
        for option, values in SETTINGS.items()
    }


def format_table(option: str, prices: Sequence[Price]) -> str:
    """Return a Markdown table of the figures of an option."""
    rows = [
        f"| {value:g} | {price.precision:.3f} | {price.coverage:.2f} | {price.popularity:+.2f} "
        f"| {price.artists:.1f} |"
        for value, price in zip(SETTINGS[option], prices, strict=True)
    ]
    head = f"| {option} | P@10 | coverage | mean popularity | artists of ten |"
    return "\n".join([head, "| --- | --- | --- | --- | --- |", *rows])


def draw(found: Mapping[str, Sequence[Price]]) -> str:
    """Return an SVG with a panel for each option: each figure relative to its value at 0."""
    drawn = [_panel(option, prices) for option, prices in found.items()]
    return draw_panels(
        "Precision, coverage and number of artists over the options", drawn, WIDTH, HEIGHT
    )


def _panel(option: str, prices: Sequence[Price]) -> list[str]:
    values = SETTINGS[option]
    plain = prices[list(values).index(0)]
    curves = {
        name: [getattr(price, name) / max(getattr(plain, name), 1e-9) for price in prices]
        for name in COLOURS
    }
    top = max(1.2, *(max(curve) for curve in curves.values()))

    def at(value: float, ratio: float) -> tuple[float, float]:
        across = (value - values[0]) / (values[-1] - values[0])
        return (
            MARGIN + across * (WIDTH - 2 * MARGIN),
            HEIGHT - MARGIN - ratio / top * (HEIGHT - 2 * MARGIN),
        )

    parts = []
    for ratio in (0, 0.5, 1):
        _, y = at(values[0], ratio)
        parts += [
            f'<line x1="{MARGIN}" x2="{WIDTH - MARGIN}" y1="{y:.1f}" y2="{y:.1f}" '
            'stroke="#d5d9de"/>',
            f'<text x="{MARGIN - 6}" y="{y + 4:.1f}" text-anchor="end" fill="#454d58">'
            f"{ratio:.0%}</text>",
        ]
    for value in (values[0], (values[0] + values[-1]) / 2, values[-1]):
        x, y = at(value, 0)
        parts.append(
            f'<text x="{x:.1f}" y="{y + 16:.1f}" text-anchor="middle" fill="#454d58">'
            f"{value:g}</text>"
        )
    parts.append(
        f'<text x="{WIDTH / 2:g}" y="{HEIGHT - 10}" text-anchor="middle" fill="#1c2430">'
        f"{option}</text>"
    )
    for number, (name, colour) in enumerate(COLOURS.items()):
        points = " ".join(
            f"{x:.1f},{y:.1f}"
            for x, y in (at(*pair) for pair in zip(values, curves[name], strict=True))
        )
        parts += [
            f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>',
            f'<text x="{MARGIN + number * 96}" y="20" fill="{colour}">{name}</text>',
        ]
    return parts


def main() -> None:
    """Measure the options on each data set, and print or draw the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", nargs="*", default=["demo"], help=f"of {', '.join(DATA)}")
    parser.add_argument("--queries", type=int, default=2000, help="with one seed")
    parser.add_argument(
        "--write-docs", action="store_true", help=f"draw {PICTURE.name} of the first"
    )
    options = parser.parse_args()
    if unknown := set(options.data) - set(DATA):
        parser.error(f"there is no data {', '.join(sorted(unknown))}; there are {', '.join(DATA)}")
    for number, name in enumerate(options.data):
        found = measure_all(name, options.queries)
        print(f"### {DATA[name][0]}\n")
        for option, prices in found.items():
            print(f"{format_table(option, prices)}\n", flush=True)
        if options.write_docs and number == 0:
            PICTURE.write_text(draw(found), encoding="utf-8")


if __name__ == "__main__":
    main()
