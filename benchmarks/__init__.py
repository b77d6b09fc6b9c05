"""The cost of zengshou compared with the usual alternatives; `make bench` (not tests)."""
