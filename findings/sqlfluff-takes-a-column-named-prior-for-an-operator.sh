#!/usr/bin/env bash
# SQLFluff 4.4.0, dialect postgres: a column named `prior` cannot be parsed in most expressions,
# and quoting it, which helps, is reported as unnecessary.
#
# Behaviour: `where prior > 0` is an unparsable section (PRS). `where "prior" > 0` is parsed, but
#   rule RF06 calls the quotes unnecessary.
# One would expect: SQLFluff parses both. PostgreSQL has no such operator and does not reserve the
#   word, and neither does SQLFluff's own list of key words for postgres.
# Source: sqlfluff/dialects/dialect_ansi.py has PRIOR (of Oracle's CONNECT BY) among the operators
#   that precede an expression, and every dialect inherits it;
#   sqlfluff/dialects/dialect_postgres_keywords.py says ("PRIOR", "non-reserved").
# The SQL is judged valid by pglast, which is the parser of PostgreSQL.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/python -m pip install -qq --disable-pip-version-check \
  sqlfluff==4.4.0 pglast==8.8 || exit 2

cat > see.py <<'PYTHON'
import sys

import pglast
import sqlfluff

codes = []
for column in ("prior", '"prior"'):
    sql = f"select {column}\nfrom scores\nwhere {column} > 0\n"
    pglast.parse_sql(sql)
    found = sqlfluff.lint(sql, dialect="postgres")
    codes.append({violation["code"] for violation in found})
    print(sql + "\n".join(f"  {v['code']}: {v['description']}" for v in found) + "\n")
sys.exit(0 if codes == [{"PRS"}, {"RF06"}] else 1)
PYTHON
venv/bin/python see.py
