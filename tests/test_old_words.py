"""Words that this project no longer uses, each with the word of the field that replaced it."""

import re
import subprocess

import pytest

from segue.settings import PROJECT_ROOT

INSTEAD = {
    "worn?|wears?|wearing": "penalty",
    "wish|wishes|wish(?:_\\w+|ing)": "request",
    "short_because": "shortfall_reason",
    "artist_cap": "max_per_artist",
    "empty_because": "empty_reason",
    "heard_ms": "total_played_ms",
    "number_of_(?:stays|leavers)": "number_of_additions or number_of_removals",
    "is_heard": "is_played",
    "sittings": "sessions",
    "taste_memberships": "training_memberships",
    "stg_spotify__\\w+": "stg_raw__…",
    "(?<!_)in_range": "accepted_range",
    "leave_alone": "skip",
    "rows_as_they_lie": "row_fingerprint",
    "recommendations_v1": "recommendations",
    "int_\\w+_collected": "int_…_unioned",
    "int_\\w+_unified": "int_…_merged",
    "int_\\w+_chosen": "int_…_selected",
    "evidence_of": "Dataset.from_tables",
    "Sieve": "TopKSelector",
    "Shortlists": "CandidateSets",
    "rivals?": "baseline",
    "partnering": "explanation_anchors",
    "own_recordings": "self_duplicates",
    "turned_for_\\w+": "tune_…",
    "off_target": "target_penalty",
    "ToldTracks": "TrackSummaryCache",
    "[Hh]oldings": "co-occurrence counts",
    "Keeper|keeping": "versioned cache",
    "unlisted_prior(?:_weight)?": "cold_seed_popularity_weight",
    "found_loss": "fit_hubness",
    "artist_backing": "artist_smoothing",
    "n_compared": "n_candidates",
    "exact_up_to": "target_recall",
    "ranked_figures": "ranking_metrics",
    "measured_together": "beyond_accuracy_metrics",
    "learned_without": "fit_without",
    "fold_of": "assign_folds",
    "CLEARLY": "MIN_RELATIVE_GAIN",
    "ONE_IN": "N_FOLDS",
    "SHARE_OF_A_SEED": "FEEDBACK_WEIGHT",
    "likes_that_do_not_follow": "unsupported_likes",
    "feedback_moves": "relevance_feedback",
    "many_fitting": "multi_seed_tuning",
    "known_at": "valid_from",
    "replaced_at": "valid_to",
    "noted_at": "updated_at",
    "WishBody": "RecommendationRequest",
    "WishList": "RecommendationList",
    "askAgain": "invalidateFeedback",
    "wishOf": "toRequest",
}
# the changelog tells old names to those who used them; the others map old tables to new ones
OLD_NAMES_BELONG = {
    "CHANGELOG.md",
    "benchmarks/compare_marts.py",
    "macros/build/drop_former_tables.sql",
    "macros/build/rename_snapshot_columns.sql",
    "tests/dbt_project/test_former_tables.py",
    "tests/test_old_words.py",
}
NOT_OURS = (".lock", "package-lock.json", ".png", ".parquet", ".gz", ".ico", ".svg")


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    files = subprocess.run(
        ["git", "ls-files", "-z"], cwd=PROJECT_ROOT, capture_output=True, text=True, check=False
    )
    if files.returncode != 0:
        pytest.skip("the project is no git repository here: its files are not known")
    names = set(files.stdout.split("\0")) - OLD_NAMES_BELONG - {""}
    paths = {name: PROJECT_ROOT / name for name in names if not name.endswith(NOT_OURS)}
    return {name: path.read_text(errors="ignore") for name, path in paths.items() if path.is_file()}


@pytest.mark.parametrize("word", INSTEAD)
def test_no_file_uses_the_old_word(texts, word):
    pattern = re.compile(rf"(?<![A-Za-z0-9])(?:{word})(?![A-Za-z0-9])")
    found = sorted(name for name, text in texts.items() if pattern.search(name + "\n" + text))
    assert found == [], f"write {INSTEAD[word]!r} instead of {word!r}"
