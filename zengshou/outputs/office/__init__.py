"""Shared code of all office documents."""
