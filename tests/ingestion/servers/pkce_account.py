"""An account with a login, read without a database: each run gives its rows as dictionaries."""

import re
from typing import Any

import requests
from flask import Flask
from spotipy.cache_handler import MemoryCacheHandler
from spotipy.oauth2 import SpotifyPKCE

from ingestion.http.budget import Journal
from ingestion.http.errors import ApiError, LoginNeeded
from ingestion.load.summary import Counts, RunSummary
from ingestion.load.tables import TABLES
from ingestion.spotify.client import connect
from ingestion.spotify.library import Library
from ingestion.spotify.oauth import Login
from tests.ingestion.servers.faults import FaultScript, Step

MOST_RUNS = 5
Rows = dict[str, dict[tuple[Any, ...], dict[str, Any]]]


class _Tokens(MemoryCacheHandler):
    def forget(self) -> None:
        self.token_info = None


class _Impatient(requests.Session):
    """Waits long for an answer, unless it is known that none comes."""

    def __init__(self, script: FaultScript) -> None:
        super().__init__()
        self._script, self.trust_env = script, False

    def request(self, method: str, url: Any, *_: Any, **options: Any) -> requests.Response:
        path = re.sub(r"https?://[^/]+(/v1)?|\?.*", "", url)
        coming = (s for s in self._script.steps if s.times and re.fullmatch(s.path, path))
        is_slow = any(step.fault == "slow" for step in coming if not step.after)
        return super().request(method, url, **options | {"timeout": 0.15 if is_slow else 20})


class Account:
    """A listener's account with an app of one kind, its script of faults, and the runs on it."""

    def __init__(self, app: Flask, address: str, script: FaultScript) -> None:
        self.app, self.address, self.script = app, address, script
        self.session = _Impatient(script)
        self.pauses: list[float] = []
        self.sign_in()

    def sign_in(self) -> None:
        """Log in with PKCE, as a person does in a browser."""
        pkce = SpotifyPKCE(
            "an-app", "http://127.0.0.1/callback", requests_session=self.session,
            open_browser=False, cache_handler=_Tokens(),
        )  # fmt: skip
        pkce.OAUTH_AUTHORIZE_URL = f"{self.address}/authorize"
        pkce.OAUTH_TOKEN_URL = f"{self.address}/api/token"
        answer = self.session.get(pkce.get_authorize_url(), allow_redirects=False)
        pkce.get_access_token(pkce.parse_response_code(answer.headers["Location"]))
        self.login = Login(pkce)

    def run(self, journal: Journal) -> tuple[Rows, RunSummary]:
        """Return what one run loads; a run that fails loads nothing and raises."""
        client = connect(
            self.login, self.session, f"{self.address}/v1/",
            journal=journal, sleep=self.pauses.append,
        )  # fmt: skip
        summary = RunSummary("test", "run", {name: Counts() for name in TABLES})
        reader = Library(client, "test", summary, page=2)
        rows: Rows = {}
        for batch in reader.read():
            key = TABLES[batch.table].key
            of_table = rows.setdefault(batch.table, {})
            for row in batch.rows.to_pylist():
                place = tuple(row[name] for name in key)
                assert place not in of_table, f"{batch.table} {place} came twice in a run"
                of_table[place] = row
        for name, of_table in rows.items():
            summary.tables[name].found = len(of_table)
        reader.outcome.write_into(summary)
        return rows, summary

    def until_finished(self) -> tuple[Rows, list[RunSummary | ApiError]]:
        """Run again and again, as a person would, until a run leaves nothing."""
        journal, loaded, runs = Journal(), Rows(), list[RunSummary | ApiError]()
        while len(runs) < MOST_RUNS:
            try:
                rows, summary = self.run(journal)
            except ApiError as error:
                runs.append(error)
                if isinstance(error, LoginNeeded):
                    self.sign_in()
                continue
            runs.append(summary)
            for table, of_table in rows.items():
                loaded.setdefault(table, {}).update(of_table)
            if summary.status == "done":
                return loaded, runs
        raise AssertionError(f"not finished after {MOST_RUNS} runs")

    def set_faults(self, *steps: Step) -> None:
        """Let the next requests meet these faults."""
        self.script.steps[:] = steps
        self.pauses.clear()
