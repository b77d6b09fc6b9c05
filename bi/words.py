"""Superset's Chinese words, corrected: what its own translation lacks or takes from elsewhere.

Superset shows `messages_zh.yaml` over its own messages. Runs in Superset's Python:
`superset_config` registers it.
"""

import json
from pathlib import Path
from typing import Any

import yaml

MESSAGES = Path(__file__).with_name("messages_zh.yaml")
ADDRESS = "/superset/language_pack/zh/"


def register(app: Any) -> None:
    """Answer the browser's request for the Chinese words with the corrected ones."""
    words = json.dumps(corrected(), ensure_ascii=False)

    def answer() -> Any:
        from flask import request

        if request.path != ADDRESS:
            return None
        return app.response_class(words, mimetype="application/json")

    app.before_request(answer)


def corrected() -> dict[str, Any]:
    """Superset's Chinese messages, with ours in place of those of the same text."""
    from superset.translations.utils import get_language_pack

    pack: dict[str, Any] = json.loads(json.dumps(get_language_pack("zh")))
    ours = yaml.safe_load(MESSAGES.read_text(encoding="utf-8"))
    pack["locale_data"]["superset"] |= {text: [chinese] for text, chinese in ours.items()}
    return pack
