"""Reads a JSON file whole, and says in one sentence where it is broken."""

import json
from pathlib import Path
from typing import Any

from ingestion.files.file_format import TextStream, UnreadableFile


def read_json(path: Path) -> Any:
    """Return what a JSON file holds, compressed or not.

    Raises
    ------
    UnreadableFile
        If it is cut short, no JSON or no UTF-8; it names the line.
    """
    with TextStream(path) as stream:
        text = stream.read()
        if stream.is_damaged:
            raise UnreadableFile("expected gzip data, got a damaged archive")
    return parse_json(text)


def parse_json(text: bytes) -> Any:
    """Return what the text of a JSON file says.

    Raises
    ------
    UnreadableFile
        If it is no JSON or no UTF-8; it names the line.
    """
    try:
        return json.loads(text.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        raise UnreadableFile(
            f"expected JSON, got a fault at character {error.colno} ({error.msg})", error.lineno
        ) from error
    except UnicodeDecodeError as error:
        line = text.count(b"\n", 0, error.start) + 1
        raise UnreadableFile(
            f"expected UTF-8, got the byte {text[error.start]:#04x}", line
        ) from error
    except (ValueError, RecursionError) as error:
        raise UnreadableFile(f"expected JSON that can be read, got other ({error})") from error
