"""The Great Expectations gates: their rules, their facts, and the judgements they store."""
