"""Evidence: from a county's points to households, months, workbook, sheet row and file hash.

Each indicator has a dbt model of its evidence, `int_evidence_<code>`, whose sums equal its figures.
`rows.sql` joins the evidence to the rows of the files. Households appear only by id and masked name
of the head.
"""

from zengshou.assessment.evidence.explain import Explanation, NoEvidence, explain

__all__ = ["Explanation", "NoEvidence", "explain"]
