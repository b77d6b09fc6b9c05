"""County scores, their evidence and their releases."""
