"""Names of strangers made safe: for one line, for a cell of a spreadsheet, and for a file.

A title may hold anything. A newline would add a line to an M3U, `=HYPERLINK(…)` would be a formula
in a spreadsheet, and `../` would leave the folder of a download.
"""

import re

# also what readers of lines take for a newline, what turns the direction of writing, and no XML
UNPRINTABLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069"
    r"\ud800-\udfff\ufffe\uffff]+"
)
# at the begin of a cell, also of one that begins where a spreadsheet takes ; for the separator
FORMULA = re.compile(r"(^|;[ \"]*)('*[=+\-@\uff1d\uff0b\uff0d\uff20])")
GUARD = "'"
NOT_IN_FILE_NAMES = re.compile(r'[<>:"/\\|?*]+')
RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
MAX_FILE_NAME = 100


def to_one_line(text: str | None) -> str:
    """Return `text` without control characters, on one line."""
    return UNPRINTABLE.sub(" ", text or "").strip()


def guard_formula(text: str | None) -> str:
    """Return `text` on one line as a cell that no spreadsheet takes for a formula.

    A quotation mark is put before it; `ingestion.files.formula_guard` takes it away again. Where
    the decimal separator is a comma, spreadsheets split lines at semicolons, whatever is quoted.
    https://owasp.org/www-community/attacks/CSV_Injection
    """
    return FORMULA.sub(rf"\1{GUARD}\2", to_one_line(text))


def to_file_name(name: str, suffix: str) -> str:
    """Return `name` as the name of a file that every system accepts, and that names no folder."""
    plain = NOT_IN_FILE_NAMES.sub("_", to_one_line(name))[:MAX_FILE_NAME].strip(" .")
    if not plain or RESERVED.fullmatch(plain):
        plain = f"playlist {plain}".strip()
    return f"{plain}.{suffix}"
