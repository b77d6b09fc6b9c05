"""Publication: copies the result of a build to the readers in one transaction, by county."""

from zengshou.warehouse.publication.transaction import publish

__all__ = ["publish"]
