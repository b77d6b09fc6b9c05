"""Loads landed files into raw tables: contracts, readers, loading, ledger and vault."""
