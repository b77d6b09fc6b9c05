"""Loads the user `admin` and the bundle into Superset's own database.

Run by Superset's Python, never by the project's: `bi.start` runs it after a change.
"""

import os
from pathlib import Path
from typing import Any

from flask import g
from superset.app import create_app

BUNDLE = Path(__file__).with_name("bundle")
ADMIN = "admin"


def load_bundle() -> None:
    """Import the bundle: it replaces objects with the same UUID; other objects stay."""
    app = create_app()
    with app.app_context():
        from superset.commands.importers.v1.assets import ImportAssetsCommand

        g.user = _admin(app.appbuilder.sm, os.environ["ZENGSHOU_BI_ADMIN_PASSWORD"])
        files = {
            str(path.relative_to(BUNDLE)): path.read_text(encoding="utf-8")
            for path in sorted(BUNDLE.rglob("*.yaml"))
        }
        ImportAssetsCommand(files).run()


def _admin(security: Any, password: str) -> Any:
    """The initial user; its password is in the secrets folder."""
    user = security.find_user(ADMIN)
    if user is None:
        role = security.find_role("Admin")
        user = security.add_user(ADMIN, "管理员", "增收监测", "admin@localhost", role, password)
    else:
        security.reset_password(user.id, password)
    return security.find_user(ADMIN)


if __name__ == "__main__":
    load_bundle()
