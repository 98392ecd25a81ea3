"""Patroni, and beside it a watch that keeps the leader of etcd off the node of the primary.

A lost primary is noticed when its key in etcd expires. If etcd's own leader is lost with it, the
next leader lets every key live its whole time once more (etcd, `lease.lessor.Promote`), after an
election that takes seconds. Elsewhere, the key expires in the time that was left.

This file is copied to each node and runs alone, under an account that may be unable to read
anything else of Segue: it imports the standard library and Patroni.

    python agent.py SETTINGS_OF_PATRONI URL_OF_ETCD_MEMBER URL_OF_PATRONI
"""

import http.client
import json
import logging
import sys
import threading
import time
import urllib.request
from typing import Any

WATCH_EVERY_S = 2.0
TIMEOUT_S = 2.0
# no proxy between programs of one machine
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))
logger = logging.getLogger(__name__)


def main() -> None:
    """Run Patroni with its settings, and the watch."""
    settings, etcd, patroni = sys.argv[1:]
    threading.Thread(target=_watch, args=(etcd, patroni), daemon=True).start()
    sys.argv = ["patroni", settings]
    from patroni.__main__ import main as run_patroni

    run_patroni()


def _watch(etcd: str, patroni: str) -> None:
    while True:
        time.sleep(WATCH_EVERY_S)
        try:
            new_leader = move_leader(etcd, patroni)
        except (OSError, http.client.HTTPException, ValueError, KeyError) as error:
            # as while the cluster starts, or without a majority: the next round tries again
            logger.debug("the leader of etcd stays where it is: %s", error)
            continue
        if new_leader:
            logger.info("moved the leader of etcd to %s: the primary is on this node", new_leader)


def move_leader(etcd: str, patroni: str) -> str | None:
    """Let another member lead if the one at `etcd` does, and PostgreSQL's primary is beside it.

    Parameters
    ----------
    etcd, patroni : root URLs of the member and of the agent of one node

    Returns
    -------
    The name of the new leader, or None if there is nothing to move, or nowhere to move it to.

    Raises
    ------
    OSError, http.client.HTTPException
        If the member or the agent does not answer, or the member refuses.
    ValueError, KeyError
        If an answer is not that of etcd.
    """
    state = _post(f"{etcd}/v3/maintenance/status", {})
    own = state["header"]["member_id"]
    if state.get("leader") != own or not _is_ok(f"{patroni}/primary"):
        return None
    for member in _post(f"{etcd}/v3/cluster/member/list", {})["members"]:
        urls = member.get("clientURLs", [])
        if member["ID"] != own and any(_is_ok(f"{url}/health") for url in urls):
            _post(f"{etcd}/v3/maintenance/transfer-leadership", {"targetID": member["ID"]})
            return str(member["name"])
    return None


def _post(url: str, body: dict[str, Any]) -> dict[str, Any]:
    request = urllib.request.Request(url, json.dumps(body).encode())  # noqa: S310
    with OPENER.open(request, timeout=TIMEOUT_S) as answer:
        return dict(json.load(answer))


def _is_ok(url: str) -> bool:
    try:
        with OPENER.open(url, timeout=TIMEOUT_S) as answer:
            return bool(answer.status == http.client.OK)
    except OSError:  # an answer of another status is one, too
        return False


if __name__ == "__main__":
    main()
