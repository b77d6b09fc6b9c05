"""What 跟踪反馈 may answer: the warning rules, and the worklists whose items have a household.

A cell names one by its code or by its Chinese name. The seeds are the only list of them. Source:
feeds.md, village_submission.
"""

ANSWERABLE = """
select code, name_zh from reference.warning_rules
union all
select code, name_zh from reference.worklists where has_household
"""
#: The codes and the names in one column.
WORDS = f"""
select word.word
from ({ANSWERABLE}) as answerable
cross join lateral (values (answerable.code), (answerable.name_zh)) as word (word)
"""
