"""What zengshou costs beside what its users would take instead; `make bench` (not tests)."""
