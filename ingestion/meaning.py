"""The meaning of SQL and Python text: without comments, docstrings and layout.

Two texts with the same meaning behave the same. The reverse is not true: a new name or a new word
order counts as a change, which costs work but never correctness.
"""

import ast
import re
from collections.abc import Iterator
from typing import Any

#: Tokens of PostgreSQL ("Lexical Structure"). An operator ends where a comment begins.
TOKEN = re.compile(
    r"""
    (?P<blank> \s+ | --[^\n]* )
    | (?P<block> /\* )
    | (?P<quoted> [eE]'(?:[^'\\]|\\.|'')*' | '(?:[^']|'')*' | "(?:[^"]|"")*" )
    | (?P<dollars> \$(?P<tag>(?:[^\W\d]\w*)?)\$ (?P<body>.*?) \$(?P=tag)\$ )
    | (?P<word> [\w$]+ )
    | (?P<operator> (?:(?!--|/\*)[-+*/<>=~!@\#%^&|`?])+ )
    | (?P<other> :: | := | . )
    """,
    re.VERBOSE | re.DOTALL,
)
BLOCK_EDGE = re.compile(r"/\*|\*/")
#: A dollar-quoted text after one of these words is code, not data.
BEFORE_CODE = ("as", "do")
NO_MEANING = ("ctx", "kind", "type_comment")
HAS_DOCSTRING = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def sql_meaning(text: str) -> str:
    """The tokens of SQL separated by one blank; strings and quoted names stay unchanged.

    Raises ValueError if a string, a quoted name or a comment does not end.
    """
    return " ".join(_tokens(text))


def _tokens(text: str) -> Iterator[str]:
    place, before = 0, ""
    while found := TOKEN.match(text, place):
        place = found.end()
        token = found.group()
        if found["blank"]:
            continue
        if found["block"]:
            place = _end_of_block(text, place)
            continue
        if found["other"] in ("'", '"'):
            raise ValueError(f"a quote does not end: {text[place - 1 : place + 40]}")
        if found["dollars"] and before.lower() in BEFORE_CODE:
            token = f"$$ {sql_meaning(found['body'])} $$"
        before = token
        yield token


def _end_of_block(text: str, place: int) -> int:
    """The end of a block comment; block comments can be nested."""
    depth = 1
    while depth:
        edge = BLOCK_EDGE.search(text, place)
        if edge is None:
            raise ValueError("a comment does not end")
        depth += 1 if edge.group() == "/*" else -1
        place = edge.end()
    return place


def python_meaning(source: str) -> str:
    """The syntax tree of a module without positions and docstrings.

    It is the same for all Python versions. A multi-line string is SQL in this project, so its
    comments and layout do not count either.
    """
    return _shape(ast.parse(source))


def _shape(node: Any) -> str:
    match node:
        case ast.JoinedStr():  # its parts are not complete SQL
            return f"JoinedStr({', '.join(_piece(one) for one in node.values)})"
        case ast.AST():
            fields = ", ".join(f"{name}={_shape(value)}" for name, value in _fields(node))
            return f"{type(node).__name__}({fields})"
        case list():
            return f"[{', '.join(_shape(one) for one in node)}]"
        case str() if "\n" in node:
            return _text(node)
        case _:
            return repr(node)


def _fields(node: ast.AST) -> Iterator[tuple[str, Any]]:
    """The non-empty fields; which empty fields a node has depends on the Python version."""
    for name, value in ast.iter_fields(node):
        if name in NO_MEANING or value is None or value == []:
            continue
        has_docstring = isinstance(node, HAS_DOCSTRING) and ast.get_docstring(node) is not None
        yield name, value[1:] if name == "body" and has_docstring else value


def _piece(node: ast.expr) -> str:
    return repr(node.value) if isinstance(node, ast.Constant) else _shape(node)


def _text(text: str) -> str:
    try:
        return repr(sql_meaning(text))
    except ValueError:  # not SQL
        return repr(text)
