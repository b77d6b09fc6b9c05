"""The conditions that break each kind of check, in SQL over the facts of a part's rows.

There is one function for each kind in `ingestion.checks`. It names the facts that its SQL reads;
only these are computed (`expectations.batch_tables`). Most kinds are a condition on one row; one
scan counts all of them. A condition that is null does not fail the row. Source: feeds.md.
"""

from expectations.broken import cells, files, roster, rows, sheets
from expectations.broken.base import Broken, Subject, blank, broken

__all__ = ["Broken", "Subject", "blank", "broken", "cells", "files", "roster", "rows", "sheets"]
