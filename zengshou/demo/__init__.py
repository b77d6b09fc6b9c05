"""`zengshou demo`: the complete main job on a made-up city."""
