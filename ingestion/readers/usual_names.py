"""Writes a package again under the part names that programs expect.

calamine looks for `xl/workbook.xml`, `xl/sharedStrings.xml` and `xl/styles.xml`, and resolves the
targets of sheets in its own way. A package with other names, which is as right, is therefore
written again in memory: at most the bytes that a workbook may have when unpacked. Source: feeds.md,
"Doubtful input" (Formulas).
"""

import io
import zipfile
from xml.sax.saxutils import quoteattr

from ingestion.readers.package import USUAL_MAIN, Package, Relation

_SHARED, _STYLES = "sharedStrings", "styles"
_USUAL = {_SHARED: "xl/sharedStrings.xml", _STYLES: "xl/styles.xml"}
#: Without these calamine takes no archive for a workbook.
_NEEDED = {"_rels/.rels", "[content_types].xml"}
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_CONTENT_TYPES = {"worksheet": "worksheet", _SHARED: "sharedStrings", _STYLES: "styles"}
_RELATIONSHIPS = f"{_PACKAGE}/relationships"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def with_usual_names(package: Package) -> bytes:
    """The workbook as calamine finds its parts: the bytes themselves if it does already."""
    return package.data if _has_usual_names(package) else _written_again(package)


def _has_usual_names(package: Package) -> bool:
    for relation in package.relations.values():
        if relation.path not in package.entries:
            continue
        if (usual := _USUAL.get(relation.kind)) and relation.path != usual.lower():
            return False
        if relation.kind == "worksheet" and _as_calamine(relation.target) != relation.path:
            return False
    return package.main == USUAL_MAIN and package.entries.keys() >= _NEEDED


def _as_calamine(target: str) -> str:
    """The path where calamine looks for a sheet."""
    if target.startswith("/"):
        return target[1:].lower()
    return target.lower() if target.startswith("xl/") else f"xl/{target.lower()}"


def _written_again(package: Package) -> bytes:
    places = _places(package.relations)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("[Content_Types].xml", _content_types(package.relations, places))
        archive.writestr("_rels/.rels", _relationships({"rId1": ("officeDocument", USUAL_MAIN)}))
        written = {
            identity: (relation.kind, f"/{places.get(identity, relation.path)}")
            for identity, relation in package.relations.items()
        }
        archive.writestr("xl/_rels/workbook.xml.rels", _relationships(written))
        _copy(package, package.main, archive, USUAL_MAIN)
        for identity, place in places.items():
            path = package.relations[identity].path
            if path in package.entries and place not in archive.NameToInfo:
                _copy(package, path, archive, place)
    return stream.getvalue()


def _places(relations: dict[str, Relation]) -> dict[str, str]:
    """The new path of each sheet, of the shared texts and of the styles, by relationship."""
    places = {}
    for number, (identity, relation) in enumerate(relations.items(), 1):
        if relation.kind in _USUAL:
            places[identity] = _USUAL[relation.kind]
        elif relation.kind == "worksheet":
            places[identity] = f"xl/worksheets/sheet{number}.xml"
    return places


def _copy(package: Package, path: str, archive: zipfile.ZipFile, place: str) -> None:
    with archive.open(place, "w") as entry:
        for piece in package.unpack(path):
            entry.write(piece)


def _relationships(targets: dict[str, tuple[str, str]]) -> str:
    lines = (
        f"<Relationship Id={quoteattr(identity)} Type={quoteattr(f'{_TYPES}/{kind}')}"
        f" Target={quoteattr(target)}/>"
        for identity, (kind, target) in targets.items()
    )
    return f'{_HEAD}<Relationships xmlns="{_RELATIONSHIPS}">{"".join(lines)}</Relationships>'


def _content_types(relations: dict[str, Relation], places: dict[str, str]) -> str:
    kinds = {USUAL_MAIN: "sheet.main"} | {
        place: _CONTENT_TYPES[relations[identity].kind] for identity, place in places.items()
    }
    lines = (
        f'<Override PartName="/{place}" ContentType="{_CONTENT}.{kind}+xml"/>'
        for place, kind in kinds.items()
    )
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        f'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f"{''.join(lines)}</Types>"
    )
