"""Prints the licences of the locked packages, and which packages are under a copyleft licence."""

import re
from collections import Counter
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

LOCK = Path(__file__).parents[1] / "requirements.lock"
COPYLEFT = re.compile("GPL|unknown")


def licence_of(package: str) -> str:
    """The licence that a package declares, or `unknown`."""
    told = metadata(package)
    if expression := told.get("License-Expression"):
        return expression
    classifiers = [line.split(" :: ")[-1] for line in told.get_all("Classifier") or []
                   if line.startswith("License")]  # fmt: skip
    return " / ".join(classifiers) or (told.get("License") or "unknown").splitlines()[0][:60]


def licences() -> dict[str, str]:
    """The licence of each locked package that this platform installs."""
    names = re.findall(r"^([A-Za-z0-9._-]+)==", LOCK.read_text(encoding="utf-8"), re.MULTILINE)
    found = {}
    for name in names:
        try:
            found[name] = licence_of(name)
        except PackageNotFoundError:
            continue  # of another platform
    return found


def main() -> None:
    """Licences with their numbers of packages, then the packages to look at."""
    found = licences()
    for licence, count in Counter(found.values()).most_common():
        print(f"{count:4} {licence}")
    for name, licence in found.items():
        if COPYLEFT.search(licence):
            print(f"copyleft: {name} ({licence})")


if __name__ == "__main__":
    main()
