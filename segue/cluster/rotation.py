"""New passwords for all roles of a running cluster, so that a kill at any line locks nobody out.

The new passwords lie in a file of their own from before the servers take them until all agents have
them. Open connections stay open, and the agents keep theirs, so that nothing stops meanwhile.
"""

import json
import signal
import time

import psycopg
from psycopg.conninfo import make_conninfo

from segue.cluster import patroni, processes
from segue.cluster.layout import (
    APPLICATION,
    REPLICATION,
    REWIND,
    SUPERUSER,
    ClusterError,
    Layout,
    make_passwords,
    write_privately,
)
from segue.cluster.node import NodeProcesses, Programs
from segue.password import set_password
from segue.unprivileged import Account

NEXT = "passwords.next.json"
AGENTS_WITHIN_S = 30.0


def rotate_passwords(layout: Layout) -> None:
    """Give all roles and the agents' interface new passwords; expects the lock, and all nodes.

    Raises
    ------
    ClusterError
        If an agent does not take them; the same command finishes it later.
    """
    finish_rotation(layout)
    following = make_passwords()
    write_privately(layout.location / NEXT, json.dumps(following))
    _change_roles(layout, following)
    _reload_agents(layout)


def finish_rotation(layout: Layout) -> None:
    """Find out which passwords an interrupted rotation left, and give those to all agents.

    Without an answer of the servers everything stays as it is: then a later call decides.
    """
    file = layout.location / NEXT
    if not file.exists():
        return
    current, following = Layout(layout.location).passwords, json.loads(file.read_text())
    of_primary = layout.url(SUPERUSER, "postgres")
    if current == following or _accepts(of_primary, following[SUPERUSER]):
        _restart_agents(layout)
    elif _accepts(of_primary, current[SUPERUSER]):
        file.unlink()
    # Agents with a former password make no primary. That a standby takes a password proves that it
    # was given; one that takes the former may just not have replayed the change.
    elif any(
        _accepts(layout.url(SUPERUSER, "postgres", node.name), following[SUPERUSER])
        for node in layout.nodes
    ):
        _restart_agents(layout)


def _change_roles(layout: Layout, following: dict[str, str]) -> None:
    current = Layout(layout.location)
    with psycopg.connect(current.url(SUPERUSER, "postgres")) as connection:
        for role in (REPLICATION, REWIND, APPLICATION, SUPERUSER):
            set_password(connection, role, following[role])


def _accepts(url: str, password: str) -> bool:
    try:
        psycopg.connect(make_conninfo(url, password=password)).close()
    except psycopg.OperationalError:
        return False
    return True


def _reload_agents(layout: Layout) -> None:
    """Let all agents read the new passwords while they work."""
    account = Account.to_run_postgres()
    programs = Programs.find(layout.location, account)
    fresh = _store(layout)
    end = time.monotonic() + AGENTS_WITHIN_S
    for node in fresh.nodes:
        settings = patroni.agent_settings(fresh, node, programs.postgres)
        write_privately(node.folder / "patroni.yml", settings, account)
        agent = NodeProcesses(node).agent.find()
        if agent is not None:
            agent.send_signal(signal.SIGHUP)
            _wait_until_read(patroni.Interface(fresh, node), end)
    (layout.location / NEXT).unlink()


def _restart_agents(layout: Layout) -> None:
    """Give the new passwords to agents that may have tried in vain: they read none any more.

    Their servers run on meanwhile.
    """
    account = Account.to_run_postgres()
    programs = Programs.find(layout.location, account)
    fresh = _store(layout)
    for node in map(NodeProcesses, fresh.nodes):
        agent = node.agent.find()
        if agent is not None:  # one that does not run reads the file when it starts
            processes.kill(processes.with_children(agent)[:1])
            node.agent.wait_for_end(AGENTS_WITHIN_S)
            node.start_agent(fresh, programs, account)
    (layout.location / NEXT).unlink()


def _store(layout: Layout) -> Layout:
    write_privately(layout.passwords_file, (layout.location / NEXT).read_text())
    return Layout(layout.location, layout.backups)


def _wait_until_read(agent: patroni.Interface, end: float) -> None:
    """Wait until the agent takes a request with its new password."""
    while True:
        try:
            agent.change("POST", "/reload", {}, timeout_s=5)
            return
        except ClusterError as error:
            if time.monotonic() > end:
                raise ClusterError(
                    f"expected Patroni of {agent.node.name} to take its new password, got: "
                    f"{error}; heal the node, then run `segue db rotate-password` again"
                ) from error
        time.sleep(0.3)
