"""Keys, tokens, the vault, and the audit of who saw clear values."""
