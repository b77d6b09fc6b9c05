"""Evidence: from a county's points down to households, months, workbook, sheet row and file hash.

Every indicator has a dbt model of its evidence, `int_evidence_<code>`, whose sums are its figures;
`rows.sql` looks them up with their file rows. Households appear by id and masked name of the head
only.
"""

from zengshou.assessment.evidence.explain import Explanation, NoEvidence, explain

__all__ = ["Explanation", "NoEvidence", "explain"]
