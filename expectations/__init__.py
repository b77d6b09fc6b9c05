"""Great Expectations gates: what is judged, on what grounds, and what becomes of it."""
