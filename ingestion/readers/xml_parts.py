"""Reads small XML parts, and whole ones piece by piece, without ever expanding an entity."""

from xml.parsers import expat

from ingestion.readers.model import unreadable


def parser() -> expat.XMLParserType:
    """A parser that rejects a DOCTYPE: workbooks have none, and it could define entities."""

    def refuse(*_: object) -> None:
        raise unreadable("文件已损坏，内容格式有误")

    made = expat.ParserCreate()
    made.StartDoctypeDeclHandler = refuse
    return made


def parse(made: expat.XMLParserType, piece: bytes, *, is_last: bool = False) -> None:
    """Parse the next piece; raises CannotRead if the XML is not well-formed."""
    try:
        made.Parse(piece, is_last)
    except (expat.ExpatError, LookupError, ValueError):  # damaged, or in an unknown encoding
        raise unreadable("文件已损坏，内容格式有误") from None


def local(tag: str) -> str:
    """A tag's or an attribute's name without its prefix."""
    return tag.rpartition(":")[2]


def tags(xml: bytes, *kinds: str) -> list[tuple[str, dict[str, str]]]:
    """All tags of these kinds with their attributes, in the order of the document."""
    found: list[tuple[str, dict[str, str]]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if (kind := local(tag)) in kinds:
            found.append((kind, attributes))

    made = parser()
    made.StartElementHandler = start
    parse(made, xml, is_last=True)
    return found
