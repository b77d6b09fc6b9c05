"""Landing zone → `raw`, with the ledger of files."""
