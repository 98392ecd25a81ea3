"""SQL inside macros, linted after rendering: SQLFluff does not lint the text of a macro.

A macro of `macros/expressions` gives an expression whatever its arguments, so it is called with
names made of theirs. The other folders hold statements that need a relation or a graph; of their
files SQLFluff reads the text outside SQL, in `make check-sql`.
"""

import re

import pytest
from jinja2 import Environment
from sqlfluff.core import FluffConfig, Linter

from segue.settings import PROJECT_ROOT

EXPRESSIONS = [
    path
    for path in sorted((PROJECT_ROOT / "macros" / "expressions").glob("*.sql"))
    if "return(" not in path.read_text()  # data for other macros, no SQL
]
MACRO = re.compile(r"{% macro (\w+)\(([^)]*)\)")
LAYOUT = "layout.long_lines,layout.indent,layout.spacing,layout.newlines,layout.operators"
# a relation, which comes after `from`
RELATIONS = {"elements_of"}
# common table expressions, between others
CTES = {"groups_joined"}


@pytest.fixture(scope="module")
def linter() -> Linter:
    overrides = {"templater": "raw", "exclude_rules": f"references,structure,aliasing,{LAYOUT}"}
    return Linter(config=FluffConfig.from_root(overrides=overrides))


@pytest.mark.parametrize("path", EXPRESSIONS, ids=lambda path: path.stem)
def test_the_sql_of_an_expression_is_as_the_linter_wants_it(linter, path):
    text = "".join(file.read_text() for file in EXPRESSIONS)
    declared = MACRO.search(path.read_text())
    assert declared, f"expected one macro in {path.name}"
    name, given = declared.groups()
    names = [f"a_{word.strip()}" for word in given.split(",") if word.strip() and "=" not in word]
    call = f"{{{{ {name}({', '.join(map(repr, names))}) }}}}"
    template = Environment(extensions=["jinja2.ext.do"]).from_string(text + call)
    sql = template.render(var=lambda variable: f"a_{variable}").strip()
    if name in CTES:
        whole = f"with recursive\n\n{sql.removesuffix(',')}\n\nselect a_key\nfrom joined\n"
    elif name in RELATIONS:
        whole = f"select element from rows, {sql}\n"
    else:
        whole = f"select ({sql}) as value from rows\n"
    found = linter.lint_string(whole).get_violations()
    assert [f"{each.rule_code()}: {each.desc()}" for each in found] == []
