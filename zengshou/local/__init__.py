"""The embedded PostgreSQL server and other processes on this machine."""
