"""The blind comparison: a hidden order that the random seed gives, and Wilson's interval."""

import html
import re

import numpy as np
import pytest

from recommender.data.dataset import Dataset
from recommender.evaluation.baselines import build_baseline
from recommender.evaluation.blind import describe_outcome, draw_pairs, wilson_interval
from recommender.evaluation.blind_page import LISTEN, TrackLabel, render_page


@pytest.fixture(scope="module")
def dataset(world):
    return Dataset.from_tables(**world.tables)


@pytest.fixture(scope="module")
def ours(dataset):
    return build_baseline("item_knn", dataset)


@pytest.fixture(scope="module")
def baseline(dataset):
    return build_baseline("popularity", dataset)


def test_each_pair_has_both_lists_and_the_order_is_mixed(dataset, ours, baseline):
    pairs = draw_pairs(ours, baseline, dataset, 40, 7)
    assert len({each.seed for each in pairs}) == 40
    for each in pairs:
        own, other = (by.recommend(np.array([each.seed]), 10).rows for by in (ours, baseline))
        expected = (own, other) if each.is_ours_first else (other, own)
        np.testing.assert_array_equal(each.first, expected[0])
        np.testing.assert_array_equal(each.second, expected[1])
    assert 8 < sum(each.is_ours_first for each in pairs) < 32


def test_a_random_seed_gives_the_same_pairs_and_another_seed_others(dataset, ours, baseline):
    def draw(random_seed):
        pairs = draw_pairs(ours, baseline, dataset, 20, random_seed)
        return [(each.seed, each.is_ours_first) for each in pairs]

    assert draw(3) == draw(3) != draw(4)


def test_lists_without_a_difference_are_left_out(dataset, ours):
    assert draw_pairs(ours, ours, dataset, 5, 1) == []


def test_the_interval_is_that_of_wilson():
    found = wilson_interval(15, 5)
    assert found.mean == 0.75
    assert (found.lower, found.upper) == pytest.approx((0.5313, 0.8881), abs=1e-4)
    every = wilson_interval(10, 0)
    assert (every.lower, every.upper) == pytest.approx((0.7225, 1), abs=1e-4)
    assert wilson_interval(0, 0) is None


@pytest.mark.parametrize(
    ("wins", "losses", "verdict"),
    [(15, 5, "Segue is better."), (5, 15, "Segue is worse."), (9, 8, "undecided.")],
)
def test_the_outcome_is_decided_by_the_interval(wins, losses, verdict):
    outcomes = ["win"] * wins + ["loss"] * losses + ["tie"] * 3
    sentence = describe_outcome(outcomes, 2, "ALS")
    assert f"Segue won {wins}, tied 3 and lost {losses} against ALS" in sentence
    assert sentence.endswith(verdict)
    assert describe_outcome(["tie"], 1, "ALS").endswith("no verdict decides.")


def test_the_page_links_every_track_and_does_not_tell_whose_a_list_is():
    tracks = [TrackLabel(f"id{n}", f"Song <{n}> & {{more}}", "Anna, Otto") for n in range(5)]
    page = render_page("</script>", [(tracks[0], tracks[1:3], tracks[3:])] * 2)
    links = re.findall(r'<a href="([^"]+)"[^>]*>([^<]*)</a>', page)
    assert len(links) == 2 * 5
    for place, (address, words) in enumerate(links[:5]):
        assert address == f"{LISTEN}id{place}"
        assert html.unescape(words) == f"Song <{place}> & {{more}} · Anna, Otto"
    assert re.findall(r'type="radio" name="(pair\d)" value="(\w+)"', page) == [
        (f"pair{number}", choice) for number in (1, 2) for choice in ("a", "b", "tie")
    ]
    assert page.count("</script>") == 2  # the id ends no script
    visible = re.sub(r"<script.*?</script>", "", page, flags=re.S).lower()
    assert not re.search(r"\bours\b|baseline|\bals\b", visible)
