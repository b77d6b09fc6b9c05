"""The worklists of a month for their owners (measures.md, section 9); sent back, the answers."""

from zengshou.outputs.worklists.delivery import write_worklists

__all__ = ["write_worklists"]
