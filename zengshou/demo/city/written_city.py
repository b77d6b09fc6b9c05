"""The content of a made-up city, and the marker file of a written city."""

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from zengshou.demo.city.city import Parameters
from zengshou.demo.city.parcels import Mistake

MARKER = "city.json"


@dataclass(frozen=True)
class CitySummary:
    """A made-up city in a landing folder.

    `files` counts files per feed, without manifests. The `known_` sets hold every ID number, name
    and phone in the files, so that a test can search outputs for them. `mistakes` lists the
    mistakes in the files. `written` is False if the city existed already.
    """

    landing: Path
    parameters: Parameters
    counties: int
    villages: int
    households: int
    members: int
    files: dict[str, int]
    known_ids: frozenset[str]
    known_names: frozenset[str]
    known_phones: frozenset[str]
    mistakes: tuple[Mistake, ...]
    written: bool = True


def marker_path(landing: Path) -> Path:
    """The marker is beside the landing folder, where zengshou looks for no feed."""
    return landing.parent / MARKER


def read_marker(landing: Path, parameters: Parameters) -> CitySummary | None:
    """The city already in the folder; None if there is none or writing it was interrupted.

    Raises FileExistsError if the folder holds another city or other files: made-up data must not be
    mixed with other data.
    """
    path = marker_path(landing)
    if not path.exists():
        if landing.exists() and any(landing.iterdir()):
            raise FileExistsError(
                f"{landing} holds files that do not belong to a made-up city; use another folder"
            )
        return None
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    if content["parameters"] != parameters.as_json():
        raise FileExistsError(
            f"{landing} holds a made-up city with other parameters (see {path}); "
            "use another folder or remove both"
        )
    if not content["complete"]:
        return None
    return CitySummary(
        landing=landing,
        parameters=parameters,
        counties=content["counties"],
        villages=content["villages"],
        households=content["households"],
        members=content["members"],
        files=content["files"],
        known_ids=frozenset(content["known_ids"]),
        known_names=frozenset(content["known_names"]),
        known_phones=frozenset(content["known_phones"]),
        mistakes=tuple(Mistake(**entry) for entry in content["mistakes"]),
        written=False,
    )


_KNOWN = ("known_ids", "known_names", "known_phones")


def write_start(landing: Path, parameters: Parameters) -> None:
    """Mark the folder before the first file, so that an interrupted city can be continued."""
    landing.mkdir(parents=True, exist_ok=True)
    content = {"parameters": parameters.as_json(), "complete": False}
    marker_path(landing).write_text(json.dumps(content), encoding="utf-8")


def write_marker(summary: CitySummary) -> None:
    """Mark the city as complete. The marker contains invented names: keep it out of outputs."""
    content = asdict(replace(summary, mistakes=()))
    for name in ("landing", "written"):
        del content[name]
    content |= {name: sorted(getattr(summary, name)) for name in _KNOWN}
    content["parameters"] = summary.parameters.as_json()
    content["mistakes"] = [asdict(mistake) for mistake in summary.mistakes]
    content["complete"] = True
    text = json.dumps({"note": "虚构数据 / made-up data", **content}, ensure_ascii=False, indent=0)
    path = marker_path(summary.landing)
    partial = path.with_suffix(".partial")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)
