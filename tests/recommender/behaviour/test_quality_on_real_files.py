"""The gate on real music: no baseline is better than the default model on two real files."""

from benchmarks.quality_data import archive, songs
from recommender.evaluation.evaluate import DEFAULT_MODEL, JUDGED, compare_with_best, evaluate


def cells(found):
    return {(f.stratum, f.metric, f.method): f for f in found.values}


def test_no_baseline_is_better_on_the_real_file(shared_data):
    found = cells(evaluate(songs(shared_data / "spotify_songs.csv.gz"), None, 300, 30))
    assert found["all", "precision_at_10", DEFAULT_MODEL].value >= 0.18
    for (stratum, metric, method), figure in found.items():
        if (stratum, metric) in JUDGED and method != DEFAULT_MODEL:
            assert figure.is_better == "no", (method, figure)
    best = compare_with_best(found.values())
    assert set(best) == set(JUDGED)
    assert all(figure.difference_upper < 0 for figure in best.values())


def test_no_baseline_with_as_many_tracks_is_clearly_better_on_sixty_playlists(shared_data):
    """From one seed, popularity alone is right once in five: eleven tracks for everyone."""
    found = cells(
        evaluate(archive(shared_data / "archive_60_added_removed.parquet"), None, 300, 40)
    )
    different_tracks = {
        key[2]: f.value for key, f in found.items() if key[:2] == ("lists", "different_tracks")
    }
    strata = ("random_half", "later")  # the file does not say how the playlists are ordered
    ours = [(stratum, metric) for stratum in strata for metric in ("r_precision", "ndcg")]
    for (stratum, metric, method), figure in found.items():
        is_judged = (stratum, metric) in ours
        if (stratum, metric) == ("all", "precision_at_10"):
            is_judged = different_tracks[method] >= different_tracks[DEFAULT_MODEL]
        if is_judged and method != DEFAULT_MODEL:
            assert figure.is_better != "yes", (method, figure)
    best = compare_with_best(found.values(), ours)
    assert set(best) == set(ours)
    assert all(best["later", metric].is_better == "no" for metric in ("r_precision", "ndcg"))
