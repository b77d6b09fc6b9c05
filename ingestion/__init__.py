"""From landed files to raw rows: contracts, readers, loading, ledger and vault."""
