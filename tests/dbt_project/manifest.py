"""dbt's manifest, as the rules of the project read it."""

from pathlib import Path
from typing import Any

Node = dict[str, Any]


class Project:
    """The manifest, with what the rules need."""

    def __init__(self, manifest: Node) -> None:
        self.nodes: dict[str, Node] = {**manifest["nodes"], **manifest["sources"]}
        self.children: dict[str, list[str]] = manifest["child_map"]
        self.exposures = list(manifest["exposures"].values())
        self.metrics = list(manifest["metrics"].values())
        self.saved_queries = list(manifest["saved_queries"].values())
        self.groups = {group["name"]: group for group in manifest["groups"].values()}
        self.models = self._of("model")
        self.tests = [{"attached_node": None, **test} for test in self._of("test")]
        self.sources = list(manifest["sources"].values())

    def _of(self, kind: str) -> list[Node]:
        return [node for node in self.nodes.values() if node["resource_type"] == kind]

    def parents(self, node: Node) -> list[Node]:
        """Return the models, sources, seeds and snapshots that a node reads."""
        return [self.nodes[name] for name in node["depends_on"]["nodes"] if name in self.nodes]

    def readers(self, node: Node) -> list[str]:
        """Return the nodes that read a node, except its tests."""
        names = self.children[node["unique_id"]]
        return [name for name in names if name.split(".")[0] not in ("test", "unit_test")]

    def tests_on(self, node: Node) -> set[str]:
        """Return the names of the generic tests on a node or a column of it."""
        attached = [test for test in self.tests if test["attached_node"] == node["unique_id"]]
        return {test["test_metadata"]["name"] for test in attached}

    def columns_tested(self, node: Node, name: str) -> set[str]:
        """Return the columns and expressions of a node that have a generic test."""
        return {
            str(test["test_metadata"]["kwargs"].get("column_name"))
            for test in self.tests
            if test["attached_node"] == node["unique_id"] and test["test_metadata"]["name"] == name
        }


def layer(node: Node) -> str:
    """Return the layer of a model: its first folder."""
    return Path(node["path"]).parts[0]
