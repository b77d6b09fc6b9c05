"""Superset's settings: Chinese by default, local access only, no external requests.

Superset imports this module by name (PYTHONPATH); `bi.start` passes the three values of this
installation as environment variables.
https://superset.apache.org/docs/configuration/configuring-superset
"""

import os
from typing import Any

SECRET_KEY = os.environ["ZENGSHOU_BI_SECRET_KEY"]
SQLALCHEMY_DATABASE_URI = f"sqlite:///{os.environ['SUPERSET_HOME']}/superset.db"

APP_NAME = "增收监测"
BABEL_DEFAULT_LOCALE = "zh"
LANGUAGES = {
    "zh": {"flag": "cn", "name": "简体中文"},
    "en": {"flag": "us", "name": "English"},
}
ROW_LIMIT = 10_000
ENABLE_UI_THEME_ADMINISTRATION = False
THEME_DEFAULT = {
    "algorithm": "default",
    "token": {
        "brandAppName": APP_NAME,
        "brandLogoAlt": "Apache Superset",
        "brandLogoUrl": "/static/assets/images/superset-logo-horiz.png",
        "brandLogoHref": "/",
        "brandLogoHeight": "24px",
        "brandLogoMargin": "18px 0",
        "colorPrimary": "#1f6f8b",
        "fontFamily": "Helvetica, Arial, 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', "
        "sans-serif",
    },
}
THEME_DARK = None

# Superset's default content security policy allows external hosts for maps, fonts and a tracking
# pixel.
TALISMAN_CONFIG = {
    "content_security_policy": {
        "base-uri": ["'self'"],
        "default-src": ["'self'"],
        "img-src": ["'self'", "blob:", "data:"],
        "worker-src": ["'self'", "blob:"],
        "connect-src": ["'self'"],
        "object-src": "'none'",
        "style-src": ["'self'", "'unsafe-inline'"],
        "script-src": ["'self'", "'strict-dynamic'"],
    },
    "content_security_policy_nonce_in": ["script-src"],
    "force_https": False,  # it listens on the loopback address only
    "session_cookie_secure": False,
}


def FLASK_APP_MUTATOR(app: Any) -> None:  # noqa: N802 the name is Superset's
    """Correct Superset's Chinese words; answer short addresses of dashboards."""
    from bi import drill, words

    words.register(app)
    drill.register(app)


def DB_CONNECTION_MUTATOR(  # noqa: N802 the name is Superset's
    uri: Any, params: dict[str, Any], *_: Any
) -> tuple[Any, dict[str, Any]]:
    """Replace the bundle's database URL with that of this installation's warehouse.

    So neither the bundle nor Superset's own database contains a password.
    """
    from sqlalchemy.engine import make_url

    warehouse = make_url(os.environ["ZENGSHOU_BI_DATABASE"])
    return (warehouse if uri.username == warehouse.username else uri), params
