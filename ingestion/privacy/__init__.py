"""Keys, tokens, the vault, and the audit of access to clear values."""
