"""Publication: what a build made reaches the readers in one transaction, apart by county."""

from zengshou.warehouse.publication.transaction import publish

__all__ = ["publish"]
