"""The streams of a household's income: column names and Chinese names (rules.md, Income)."""

STREAMS = {
    "wage": "工资性收入",
    "business": "经营性收入",
    "property": "财产性收入",
    "transfer": "转移性收入",
}
#: Treated as a stream, but subtracted.
COST, COST_NAME = "business_cost", "生产经营性支出"
STREAMS_AND_COST = {**STREAMS, COST: COST_NAME}
