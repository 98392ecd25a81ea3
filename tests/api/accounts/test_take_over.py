"""The anonymous feedback of a browser moves to an account: all of it, once, or nothing."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import psycopg
import pytest

from api.accounts import take_over as module
from api.accounts.accounts import find_account
from api.accounts.take_over import count_rows, personal_tables, take_over
from api.db.app_tables import AppTable
from tests.api.accounts.conftest import sign_in

FEEDBACK = "/api/v1/feedback"


def verdicts(client):
    items = client.get(FEEDBACK).json["items"]
    artists = client.get(f"{FEEDBACK}/artists").json["items"]
    return {item["track_id"]: item["verdict"] for item in items} | {
        item["artist_id"]: item["verdict"] for item in artists
    }


def like(client, track_id, verdict="like"):
    assert client.put(f"{FEEDBACK}/{track_id}", json={"verdict": verdict}).status_code == 200


def test_feedback_stays_anonymous_unless_it_is_taken_over(app):
    client = app.test_client()
    like(client, "t01")
    sign_in(client)
    assert verdicts(client) == {}
    client.delete("/api/v1/account/session")
    assert verdicts(client) == {"t01": "like"}


def test_all_feedback_is_taken_over(app, execute):
    client = app.test_client()
    like(client, "t01")
    like(client, "t02", "never")
    client.put(f"{FEEDBACK}/artists/daft", json={"verdict": "never"})
    state = client.get("/api/v1/account").json
    assert (state["account"], state["number_of_anonymous_rows"]) == (None, 3)
    answer = sign_in(client, take_over=True)
    assert (
        answer.json["number_of_anonymous_rows"] == 0 or client.get_cookie("segue_profile") is None
    )
    assert verdicts(client) == {"t01": "like", "t02": "never", "daft": "never"}
    client.delete("/api/v1/account/session")
    assert verdicts(client) == {}
    total = (
        "select (select count(*) from app.feedback) + (select count(*) from app.artist_feedback)"
    )
    assert execute(total).fetchone() == (3,)


def test_of_two_verdicts_on_one_track_the_newer_one_stays(app, ann, execute):
    client = app.test_client()
    like(client, "t01", "never")
    like(ann, "t01", "like")
    like(ann, "t02", "like")
    like(client, "t02", "never")
    newest = "select track_id, max(updated_at) from app.feedback group by track_id"
    before = dict(execute(newest).fetchall())
    sign_in(client, take_over=True)
    assert verdicts(client) == {"t01": "like", "t02": "never"}
    assert dict(execute(newest).fetchall()) == before
    assert execute("select count(*) from app.feedback").fetchone() == (2,)


def test_a_browser_without_feedback_takes_nothing_over(app):
    client = app.test_client()
    assert sign_in(client, take_over=True).status_code == 200
    assert verdicts(client) == {}


@pytest.fixture
def two_profiles(app, execute):
    old = uuid4()
    with app.app_context():
        new = find_account("Ann").profile_id
    execute("insert into app.profiles (profile_id) values (%s)", old)
    execute(
        "insert into app.feedback (profile_id, track_id, verdict) "
        "select %s, 't' || n, 'like' from generate_series(1, 2000) as n",
        old,
    )
    return old, new


def test_two_at_once_move_each_row_once(app, two_profiles, execute):
    old, new = two_profiles

    def move(_: int) -> int:
        with app.app_context():
            return take_over(old, new)

    with ThreadPoolExecutor(4) as executor:
        moved = list(executor.map(move, range(4)))
    assert sorted(moved) == [0, 0, 0, 2000]
    counted = execute("select profile_id, count(*) from app.feedback group by 1").fetchall()
    assert counted == [(new, 2000)]


def test_a_move_that_fails_changes_nothing(app, two_profiles, execute, accounts_url):
    old, new = two_profiles
    execute("alter table app.feedback add constraint not_new check (track_id <> 't1999' "
            f"or profile_id <> '{new}')")  # fmt: skip
    try:
        with app.app_context(), pytest.raises(Exception, match="not_new"):
            take_over(old, new)
    finally:
        execute("alter table app.feedback drop constraint not_new")
    assert execute("select profile_id, count(*) from app.feedback group by 1").fetchall() == [
        (old, 2000)
    ]


def test_a_verdict_that_arrives_meanwhile_is_kept(app, two_profiles, accounts_url, execute):
    old, new = two_profiles
    with psycopg.connect(accounts_url) as other, ThreadPoolExecutor(1) as executor:
        other.execute(
            "insert into app.feedback (profile_id, track_id, verdict) values (%s, 'late', 'like')",
            (old,),
        )

        def move() -> int:
            with app.app_context():
                return take_over(old, new)

        moving = executor.submit(move)
        other.commit()
        moving.result(timeout=60)
    left = execute("select count(*) from app.feedback where track_id = 'late'").fetchone()
    assert left == (1,)
    with app.app_context():
        take_over(old, new)
    assert execute("select count(*) from app.feedback where profile_id = %s", new).fetchone() == (
        2001,
    )


def test_an_account_takes_nothing_over_from_itself(app, ann):
    like(ann, "t01")
    with app.app_context():
        own = find_account("Ann").profile_id
        assert take_over(own, own) == 0
        assert count_rows(own) == 1


def test_every_table_of_a_profile_can_be_taken_over():
    """A table with `profile_id` in its key needs `updated_at`, which decides what stays."""
    names = {table.name for table in personal_tables()}
    with_profile = {
        table.name
        for table in AppTable.metadata.sorted_tables
        if "profile_id" in table.c and table.name not in ("profiles", "accounts")
    }
    assert names == with_profile, "a column profile_id needs a foreign key to app.profiles"
    for table in personal_tables():
        if "profile_id" in table.primary_key.columns:
            assert "updated_at" in table.c, table.name
    assert module._move().text.count("moved_") >= 2 * len(names)
