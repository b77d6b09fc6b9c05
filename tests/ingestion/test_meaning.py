"""What counts as a change of code: never a comment or the layout, always what is done."""

from pathlib import Path

import pytest
import sqlglot

from ingestion.database import MIGRATIONS
from ingestion.meaning import python_meaning, sql_meaning

SCRIPTS = sorted((MIGRATIONS / "sql").glob("*.sql"))
SAME_SQL = {
    "a comment to the end of the line": ("select 1 -- one\n, 2", "select 1, 2"),
    "a comment in a block": ("select/* a /* b */ ' */1", "select 1"),
    "another layout": ("select\n\t1,2 from  t", "select 1, 2\nfrom t"),
    "a comment after an operator": ("select 1+-- x\n2", "select 1 + 2"),
    "a comment in the body of a function": (
        "create function f() returns int as $body$ begin -- one\nreturn 1; end $body$",
        "create function f() returns int as $$ begin return 1; end $$",
    ),
    "a string in dollars in a layout of its own": (
        "do $$ begin\n  perform 1; end $$",
        "do $$begin perform 1; end$$",
    ),
}
OTHER_SQL = {
    "a number": ("select 1", "select 2"),
    "an operator": ("select a < b", "select a <= b"),
    "two signs and one comment sign": ("select 1 - -2", "select 1 --2"),
    "what looks like a comment in a string": ("select '-- a'", "select '-- b'"),
    "blanks in a string": ("select 'a  b'", "select 'a b'"),
    "a quote in a string": ("select 'a''-- b'", "select 'a''-- c'"),
    "a backslash before a quote": (r"select E'a\' -- b'", r"select E'a\' -- c'"),
    "a plain backslash before a quote": ("select 'a\\', 1 -- b", "select 'a\\', 2 -- b"),
    "blanks in a quoted name": ('select "a  b"', 'select "a b"'),
    "a comment sign in a quoted name": ('select "a--b"', 'select "a--c"'),
    "a string in dollars": ("select $$ a -- b $$", "select $$ a -- c $$"),
    "a string in named dollars": ("select $a$ $$ -- b $a$", "select $a$ $$ -- c $a$"),
    "a dollar in a name": ("select a$b$c -- d\n, 1", "select a$b$c -- d\n, 2"),
    "what follows a block in a block": ("/* /* */ a */ select 1", "/* /* */ a */ select 2"),
    "a string in the body of a function": (
        "create function f() returns text as $$ select 'a -- b' $$",
        "create function f() returns text as $$ select 'a -- c' $$",
    ),
    "two words that become one": ("select a b", "select ab"),
}
MODULE = '''
"""About the module."""
LIMIT = 5  # yuan
QUERY = """
select 1 -- one
from t
"""

def judge(row):
    """About the function."""
    # a comment
    return row > LIMIT
'''
SAME_PYTHON = {
    "another docstring of the module": ("About the module.", "About it."),
    "another docstring of a function": ("About the function.", "About it.\n\n    More."),
    "a comment": ("# a comment", "# another one"),
    "a blank line": ("LIMIT = 5", "\nLIMIT   =   5"),
    "brackets over two lines": ("row > LIMIT", "(\n        row > LIMIT\n    )"),
    "a comment in SQL": ("-- one", "-- the first\n-- number"),
    "the layout of SQL": ("from t", "    from   t"),
}
OTHER_PYTHON = {
    "a number": ("LIMIT = 5", "LIMIT = 6"),
    "an operator": ("row > LIMIT", "row >= LIMIT"),
    "a column in SQL": ("select 1", "select 2"),
    "a line of SQL that becomes a comment": ("from t", "-- from t"),
    "a name": ("def judge", "def judged"),
    "a statement": ("    return", "    row += 1\n    return"),
    "a decorator": ("def judge", "@cache\ndef judge"),
    "a default": ("judge(row)", "judge(row=1)"),
}


@pytest.mark.parametrize("case", SAME_SQL)
def test_comments_and_layout_are_no_part_of_what_sql_means(case: str) -> None:
    one, other = SAME_SQL[case]
    assert one != other
    assert sql_meaning(one) == sql_meaning(other)


@pytest.mark.parametrize("case", OTHER_SQL)
def test_every_other_difference_of_sql_is_noticed(case: str) -> None:
    one, other = OTHER_SQL[case]
    assert sql_meaning(one) != sql_meaning(other)


@pytest.mark.parametrize("broken", ["select 'a", 'select "a', "select /* /* */ 1"])
def test_sql_that_does_not_end_has_no_meaning(broken: str) -> None:
    with pytest.raises(ValueError, match="does not end"):
        sql_meaning(broken)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_our_scripts_mean_the_same_to_another_reader(path: Path) -> None:
    """sqlglot splits what is left into the tokens of the whole script, apart from comments."""
    text = path.read_text(encoding="utf-8")
    tokens = [
        [(one.token_type, one.text) for one in sqlglot.tokenize(sql, read="postgres")]
        for sql in (text, sql_meaning(text))
    ]
    for one, other in zip(*tokens, strict=True):
        if one != other:  # the body of a function, whose comments are removed as well
            assert sql_meaning(f"do {one[1]}") == sql_meaning(f"do {other[1]}")
    assert len(tokens[0]) > 5


@pytest.mark.parametrize("case", SAME_PYTHON)
def test_comments_docstrings_and_layout_are_no_part_of_what_python_means(case: str) -> None:
    before, after = SAME_PYTHON[case]
    changed = MODULE.replace(before, after)
    assert changed != MODULE
    assert python_meaning(changed) == python_meaning(MODULE)


@pytest.mark.parametrize("case", OTHER_PYTHON)
def test_every_other_difference_of_python_is_noticed(case: str) -> None:
    before, after = OTHER_PYTHON[case]
    changed = MODULE.replace(before, after)
    assert changed != MODULE
    assert python_meaning(changed) != python_meaning(MODULE)


def test_pieces_of_sql_around_a_value_are_taken_as_they_are() -> None:
    one = 'f"""\nselect \'{a}\' -- b\n\' {c}"""'
    assert python_meaning(one) != python_meaning(one.replace("-- b", "-- d"))


def test_text_of_several_lines_that_is_no_sql_is_taken_as_it_is() -> None:
    assert python_meaning("a = 'it\\'s\\n  b'") != python_meaning("a = 'it\\'s\\n b'")
