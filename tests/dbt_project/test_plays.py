"""What is learned from plays: those that count, under their names too, and each only once."""

import pytest

import ingestion
from api import create_app
from segue.settings import PROJECT_ROOT

FOLDER = PROJECT_ROOT / "tests" / "fixtures" / "plays"
ACCOUNT_DATA = FOLDER / "StreamingHistory_music_0.json"
EXTENDED_HISTORY = FOLDER / "Streaming_History_Audio_2025.json"
# the same plays by another clock, one at its start, and one that no export has
PLAYS_OF_THE_API = """
    insert into raw.plays
        (_source, _provider, _fetched_at, _row_hash, _dlt_load_id, played_at, track_key,
         track_id, track_name, artist_name)
    values
        ('spotify', 'spotify', now(), 1, 'l', '2025-03-01 20:04:00.863+00',
         'HeardOne00000000000000', 'HeardOne00000000000000', 'Heard One', 'Ida Brannick'),
        ('spotify', 'spotify', now(), 2, 'l', '2025-03-02 20:04:12.3+00',
         'HeardTwo00000000000000', 'HeardTwo00000000000000', 'Heard Two', 'The Quiet Bells'),
        ('spotify', 'spotify', now(), 3, 'l', '2025-04-01 18:07:51.2+00',
         'NamedTwo00000000000000', 'NamedTwo00000000000000', 'Named Two', 'Paper Boats'),
        ('spotify', 'spotify', now(), 4, 'l', '2025-05-01 18:07:51.2+00',
         'NamedTwo00000000000000', 'NamedTwo00000000000000', 'Named Two', 'Paper Boats');
"""
# the models whose rows are plays, or are learned from them
OF_PLAYS = [
    "stg_raw__plays",
    "int_plays_*",
    "int_app_plays_*",
    "fact_plays",
    "training_memberships",
]
OF_PLAYS += ["training_skips"]
MEMBERSHIPS = "select playlist_id, track_id from marts.training_memberships order by 1, 2"
PLAYS = "select count(*), count(track_id) from marts.fact_plays"
NOT_HEARD = {"Skipped at Once", "Forward Button", "Playback Error", "Named Zero"}
HEARD = ["HeardOne", "HeardTwo", "Interlude", "SkippedLate"]


def load(project, source, *files):
    assert ingestion.run(source, list(files), project.url).exit_code == 0


def build(project):
    built = project.dbt("build", "--exclude-resource-type", "unit_test", "test")
    assert built.success, built.log[-3000:]


def members(project):
    return [(session, track.rstrip("0")) for session, track in project.query(MEMBERSHIPS)]


@pytest.fixture(scope="module")
def named(history):
    """Return a warehouse of account data alone, whose names no track has, and what it learned."""
    load(history, "history", ACCOUNT_DATA)
    build(history)
    return history, history.query(PLAYS), members(history)


@pytest.fixture(scope="module")
def resolved(named):
    """Return it with a file of tracks, and what it learned."""
    project, *_ = named
    load(project, "tracks", FOLDER / "tracks.csv")
    build(project)
    return project, project.query(PLAYS), members(project)


@pytest.fixture(scope="module")
def whole(resolved):
    """Return it with an extended history and with plays from the API."""
    project, *_ = resolved
    load(project, "history", EXTENDED_HISTORY)
    project.query(PLAYS_OF_THE_API)
    build(project)
    tested = project.dbt("test", "--select", *OF_PLAYS, "--exclude-resource-type", "unit_test")
    assert tested.success, tested.log[-3000:]
    assert len(tested.statuses) > 20
    return project


def test_a_play_of_an_unknown_name_teaches_nothing(named):
    assert named[1:] == ([(4, 0)], [])


def test_account_data_teaches_as_soon_as_its_names_are_known(resolved):
    assert resolved[1] == [(4, 4)]
    assert resolved[2] == [
        ("history:1", "HeardOne"),
        ("history:2", "NamedOne"),
        ("history:2", "NamedTwo"),
    ]


def test_sessions_hold_what_was_heard(whole):
    sessions = {session: [] for session, _ in members(whole)}
    for session, track in members(whole):
        sessions[session].append(track)
    assert sessions == {
        "history:1": HEARD,
        "history:2": HEARD,
        "history:3": ["NamedOne", "NamedTwo"],
    }


def test_skips_have_a_mart_of_their_own(whole):
    rows = whole.query("select playlist_id, track_id from marts.training_skips order by 1, 2")
    assert [(session, track.rstrip("0")) for session, track in rows] == [
        ("history:1", "ForwardButton"),
        ("history:1", "SkippedAtOnce"),
        ("history:2", "ForwardButton"),
        ("history:2", "SkippedAtOnce"),
    ]


def test_a_weight_that_few_skips_cannot_decide_is_the_default(whole):
    row = "select value, kind from marts.recommendation_parameters where parameter = 'skip_weight'"
    assert whole.query(row) == [(0.0, "default")]


def test_every_play_says_whether_it_counts_and_whether_it_is_an_early_skip(whole):
    rows = whole.query("""
        select distinct track_name, is_listened, is_early_skip from marts.fact_plays
        where source = 'history'
    """)
    listened = {name for name, is_listened, _ in rows if is_listened}
    assert {name for name, _, is_early_skip in rows if is_early_skip} == {
        "Skipped at Once",
        "Forward Button",
    }
    assert {name for name, *_ in rows} - listened == NOT_HEARD


def test_a_play_of_both_histories_or_of_the_api_and_an_export_is_one_play(whole):
    counts = "select source, count(*) from marts.fact_plays group by source order by 1"
    assert whole.query(counts) == [("history", 19), ("spotify", 1)]


def test_no_reason_says_played_of_a_track_that_was_skipped(whole):
    client = create_app(whole.url, RATELIMIT_ENABLED=False).test_client()
    url = "/api/v1/tracks/{}/recommendations"
    items = client.get(url.format("HeardOne".ljust(22, "0"))).json["items"]
    played = {
        item["track"]["track_name"]
        for item in items
        if any("played" in reason for reason in item["reasons"])
    }
    assert {item["track"]["track_name"] for item in items} >= {"Skipped at Once", "Named One"}
    assert played == {"Heard Two", "Skipped Late", "Interlude"}


def test_a_track_that_was_only_skipped_is_not_played(whole):
    client = create_app(whole.url, RATELIMIT_ENABLED=False).test_client()
    body = {"seeds": [{"track_id": "HeardOne".ljust(22, "0")}], "filters": {"is_played": False}}
    items = client.post("/api/v1/recommendations", json=body).json["items"]
    names = {item["track"]["track_name"] for item in items}
    assert names == NOT_HEARD


def test_a_second_build_writes_no_row(whole):
    before = whole.row_fingerprints()
    built = whole.dbt("build", "--exclude-resource-type", "unit_test", "test")
    assert built.success
    assert whole.row_fingerprints() == before


def test_plays_in_the_app_are_learned_from_by_listener_and_forgotten(whole):
    before = members(whole)
    ann, bob = "0" * 31 + "1", "0" * 31 + "2"
    whole.query(f"insert into app.profiles (profile_id) values ('{ann}'), ('{bob}')")
    played = [
        (ann, "HeardOne00000000000000", "10:00", 31_000, False),
        (bob, "HeardTwo00000000000000", "10:01", 31_000, False),
        (ann, "SkippedLate00000000000", "10:02", 900, True),
        (ann, "HeardTwo00000000000000", "10:03", 31_000, False),
    ]
    for listener, track_id, at, played_ms, is_skipped in played:
        whole.query(
            "insert into app.plays (play_id, profile_id, track_id, started_at, played_ms, "
            f"is_skipped) values (gen_random_uuid(), '{listener}', '{track_id}', "
            f"'2026-06-01 {at}+00', {played_ms}, {is_skipped})"
        )
    build(whole)
    assert sorted(set(members(whole)) - set(before)) == [
        ("app:1", "HeardOne"),
        ("app:1", "HeardTwo"),
        ("app:2", "HeardTwo"),
    ]
    whole.query("delete from app.plays")
    build(whole)
    assert members(whole) == before
