"""What a sender gets back for each file: what was rejected or questioned, and what to do."""
