"""Old programs run unchanged: their requests are answered with all the fields that they read."""

import json
import re
from pathlib import Path

import pytest

SESSIONS = sorted(Path(__file__).with_name("sessions").glob("*.json"))
PLACE = re.compile(r"\{(\w+)(?::(\d+))?\}")


def _values(body, path):
    """Return the values at a path: `*` is each item, a number one, `?name=value` those with it."""
    found = [body]
    for part in path.split("."):
        if part == "*":
            found = [item for value in found for item in value]
        elif part.startswith("?"):
            name, _, wanted = part[1:].partition("=")
            found = [item for value in found for item in value if item[name] == wanted]
        else:
            found = [value[int(part) if part.isdigit() else part] for value in found]
    return found


def _fill(text, kept):
    def value(match):
        found = kept[match[1]]
        return ",".join(found[: int(match[2])]) if match[2] else found

    return PLACE.sub(value, text)


@pytest.mark.parametrize("file", SESSIONS, ids=[file.stem for file in SESSIONS])
def test_a_session_is_answered_as_the_program_expects(client, file):
    session = json.loads(file.read_text())
    kept = dict(session["start"])
    for step in session["steps"]:
        url = _fill(step["request"], kept).removeprefix("http://localhost")
        answer = client.get(url, headers={"Authorization": "Bearer of-an-old-app"})
        assert answer.status_code == 200, (url, answer.json)
        for path in step["reads"]:
            values = _values(answer.json, path)
            assert values, (url, path)
        for name, path in step["keep"].items():
            values = _values(answer.json, _fill(path, kept))
            kept[name] = values if "*" in path else values[0]
