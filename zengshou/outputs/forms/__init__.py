"""The forms for villages, prefilled with known data so that nobody reports it twice."""
