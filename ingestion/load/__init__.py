"""Loads files from the landing zone into `raw` and records them in the ledger."""
