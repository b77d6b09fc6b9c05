"""The streams of a household's income: column names and Chinese names (rules.md, Income)."""

from zengshou import words

STREAMS = {
    code: words.name("stream", code) for code in ("wage", "business", "property", "transfer")
}
#: Treated as a stream, but subtracted.
COST = "business_cost"
COST_NAME = words.name("stream", COST)
STREAMS_AND_COST = {**STREAMS, COST: COST_NAME}
