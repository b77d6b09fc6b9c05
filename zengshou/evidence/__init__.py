"""Evidence: from a county's points down to households, months, workbook, sheet row and file hash.

Every indicator has a query in `sql/`; what its rows add to numerator and denominator sums up to
the indicator's own figures. Households appear by id and masked name of the head only.
"""

from zengshou.evidence.explain import Explanation, NoEvidence, explain

__all__ = ["Explanation", "NoEvidence", "explain"]
