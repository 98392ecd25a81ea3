"""A start whose programs have ended says so at once, with what they wrote."""

import os
import time
from pathlib import Path

import pytest

from segue.cluster import ClusterError
from segue.cluster.layout import Node
from segue.cluster.node import NodeProcesses
from segue.cluster.processes import kill
from segue.cluster.start import wait_for_primary
from segue.unprivileged import Account

LONG_S = 60


@pytest.fixture
def nodes(tmp_path: Path):
    nodes = []
    for number in (1, 2):
        folder = tmp_path / f"node{number}"
        folder.mkdir()
        nodes.append(NodeProcesses(Node(folder.name, "127.0.0.1", folder)))
    yield nodes
    for node in nodes:
        found = node.agent.find()
        kill([found] if found else [])


def _start(node: NodeProcesses, script: str) -> None:
    node.agent.start(["/bin/sh", "-c", script], Account(), {"PATH": os.defpath})


def test_agents_that_have_ended_are_an_error_with_their_last_words(nodes):
    for node in nodes:
        _start(node, "echo Error: no module >&2; echo ' at main.go:28' >&2; exit 1")
    begun = time.monotonic()
    with pytest.raises(ClusterError, match=r"ended and wrote: Error: no module; read .*out"):
        wait_for_primary(nodes, lambda: False, begun + LONG_S)
    assert time.monotonic() < begun + LONG_S


def test_one_agent_that_runs_is_waited_for(nodes):
    _start(nodes[0], "exit 1")
    _start(nodes[1], "sleep 60")
    answers = iter([False, True])
    wait_for_primary(nodes, lambda: next(answers), time.monotonic() + LONG_S)
    with pytest.raises(ClusterError, match=r"become the primary, got none; read .*patroni.log"):
        wait_for_primary(nodes, lambda: False, time.monotonic())
