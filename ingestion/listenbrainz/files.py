"""Reads exports and dumps of ListenBrainz: every line is kept, passed over, or refused."""

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from ingestion.files.file_format import UnreadableFile
from ingestion.files.input_files import InputFile, read_one
from ingestion.listenbrainz import feedback
from ingestion.listenbrainz.archives import Member, find_members, kind_of, kind_of_line, parse_line
from ingestion.listenbrainz.feedback import Opinions, parse_opinion
from ingestion.listenbrainz.listens import parse_listen
from ingestion.listens.listen import NoListen
from ingestion.listens.rows import RowBuffer
from ingestion.load.batches import Batch
from ingestion.load.summary import Problem
from ingestion.sources import Request, Sample
from segue.errors import WrongUsage

SOURCE_NAME = PROVIDER = "listenbrainz"
DUMP = "listenbrainz_dump"
LEFT_OUT = "the line is left out"
TABLE_OF = {"feedback": "saved_tracks", "pins": "playlist_items"}


def read_archives(request: Request, users: tuple[str, ...]) -> Iterator[Batch]:
    """Yield what the files hold; of a dump, the listens of `users`."""
    opinions, is_whole_export = Opinions(), False
    for path in request.paths:
        members = _Members(path)
        for member in members:
            is_whole_export |= member.kind in ("user", "feedback")
            if member.kind != "user":
                read = partial(_read_member, member, opinions, users)
                yield from read_one(request, "plays", member.path, read)
        if members.fault is not None:
            yield from read_one(request, "plays", path, partial(_fail, members.fault))
    yield from feedback.build_batches(opinions, PROVIDER)
    _report_unmatched(request, opinions)
    _report_nothing(request, users)
    is_undamaged = all(file.is_whole for file in request.summary.files)
    if is_whole_export and is_undamaged:
        deletions = feedback.build_deletions(opinions, SOURCE_NAME, PROVIDER)
        request.with_load.extend(deletions)


def recognize(sample: Sample) -> bool:
    """Return whether this is an export of ListenBrainz, its dump, or one of their files."""
    if sample.line is not None:
        return kind_of_line(sample.line) is not None
    return any(kind_of(name) not in (None, "user") for name in sample.names)


class _Members:
    """The members of a path; a fault of the archive ends them, and is noted."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.fault: UnreadableFile | None = None

    def __iter__(self) -> Iterator[Member]:
        try:
            yield from find_members(self._path)
        except UnreadableFile as fault:
            self.fault = fault


def _fail(fault: UnreadableFile, file: InputFile) -> Iterator[Batch]:
    file.read.is_whole = False
    raise fault
    yield  # a generator, as every reader is


def _read_member(
    member: Member, opinions: Opinions, users: tuple[str, ...], file: InputFile
) -> Iterator[Batch]:
    file.read.provider = DUMP if member.kind == "dump" else PROVIDER
    file.table = TABLE_OF.get(member.kind, "plays")
    file.read.may_be_empty = True  # a month without listens, a dump without those of the user
    try:
        if member.kind in TABLE_OF:
            _read_opinions(member, opinions, file)
        else:
            yield from _read_listens(member, opinions, users, file)
    except UnreadableFile:
        file.read.is_whole = False
        raise


def _read_opinions(member: Member, opinions: Opinions, file: InputFile) -> None:
    for number, line in enumerate(member.lines, 1):
        if not line.strip():
            continue
        file.read.rows += 1
        opinion = parse_opinion(parse_line(line), is_pin=member.kind == "pins")
        if opinion is None:
            _refuse(file, number, "expected the id of a recording, and a score of 1 or -1", line)
        else:
            file.read.valid_rows += 1
            opinions.add(opinion)


def _read_listens(
    member: Member, opinions: Opinions, users: tuple[str, ...], file: InputFile
) -> Iterator[Batch]:
    rows, marks = RowBuffer(file.read.provider or PROVIDER), _build_marks(users)
    is_dump = member.kind == "dump"
    if is_dump and not users:
        raise WrongUsage(
            "expected the name of a user for ListenBrainz' dump, got none; set LISTENBRAINZ_USER"
        )
    for number, line in enumerate(member.lines, 1):
        if not line.strip() or (is_dump and not any(mark in line for mark in marks)):
            continue
        entry = parse_line(line)
        if is_dump and not (isinstance(entry, dict) and entry.get("user_name") in users):
            continue
        file.read.rows += 1
        try:
            listen = parse_listen(entry)
        except NoListen as fault:
            _refuse(file, number, str(fault), line)
            continue
        file.read.valid_rows += 1
        opinions.match(listen)
        yield from rows.add(listen)
    yield from rows.flush()


def _build_marks(users: tuple[str, ...]) -> list[bytes]:
    """Return the bytes of which each line of a user has one: most lines need no parsing then."""
    marks = set()
    for user in users:
        for is_ascii in (True, False):
            text = json.dumps(user, ensure_ascii=is_ascii)
            marks |= {text.encode(), text.replace("/", "\\/").encode()}
    return sorted(marks)


def _refuse(file: InputFile, number: int, expected: str, line: bytes) -> None:
    file.refuse(f"{expected}; {LEFT_OUT}", line=number, raw_text=line[:500])


def _report_unmatched(request: Request, opinions: Opinions) -> None:
    number = sum(opinions.find(opinion) is None for opinion in opinions.all)
    if number:
        request.rejections.add(
            Problem(
                "left out, since no listen says which tracks they are about:"
                f" feedback and pins ({number:,})",
                provider=PROVIDER,
            )
        )  # fmt: skip


def _report_nothing(request: Request, users: tuple[str, ...]) -> None:
    files = request.summary.files
    if any(file.valid_rows or file.is_unusable for file in files):
        return
    of_users = f" of {' or '.join(users)}" if any(file.provider == DUMP for file in files) else ""
    check = "; check LISTENBRAINZ_USER" if of_users else ""
    reason = f"expected at least one listen{of_users}, got none{check}"
    request.rejections.add(Problem(reason, file=str(request.paths[0]), provider=PROVIDER))
