"""`zengshou demo`: a made-up city and the whole job on it."""
