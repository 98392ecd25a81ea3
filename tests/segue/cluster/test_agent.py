"""The leader of etcd is moved off the node of the primary, and off no other."""

import http.server
import json
import threading

import pytest

from segue.cluster.agent import move_leader


class Node:
    """A member of etcd and an agent behind one port, whose answers a test chooses."""

    def __init__(self) -> None:
        self.leader, self.is_primary, self.is_healthy = "1", True, True
        self.moved_to: list[str] = []
        node = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                answers = {"/primary": node.is_primary, "/health": node.is_healthy}
                self._answer(200 if answers[self.path] else 503, {})

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                action = self.path.rpartition("/")[2]
                if action == "transfer-leadership":
                    node.moved_to.append(body["targetID"])
                status = {"header": {"member_id": "1"}, "leader": node.leader}
                members = [
                    {"ID": number, "name": f"node{number}", "clientURLs": [node.url]}
                    for number in ("1", "2", "3")
                ]
                self._answer(200, status if action == "status" else {"members": members})

            def _answer(self, status, body):
                self.send_response(status)
                self.end_headers()
                self.wfile.write(json.dumps(body).encode())

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def node():
    node = Node()
    thread = threading.Thread(target=node.server.serve_forever)
    thread.start()
    yield node
    node.server.shutdown()
    thread.join()
    node.server.server_close()


def test_the_leader_beside_the_primary_is_moved(node):
    assert move_leader(node.url, node.url) == "node2"
    assert node.moved_to == ["2"]


@pytest.mark.parametrize(
    "state", [{"leader": "3"}, {"leader": None}, {"is_primary": False}, {"is_healthy": False}]
)
def test_any_other_leader_stays(node, state):
    vars(node).update(state)
    assert move_leader(node.url, node.url) is None
    assert node.moved_to == []


def test_a_member_that_does_not_answer_is_an_error_of_this_round(node):
    with pytest.raises(OSError, match="refused"):
        move_leader("http://127.0.0.1:1", node.url)
