"""County scores, what they rest on, and their releases."""
