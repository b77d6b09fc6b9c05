"""一户一档: all that the warehouse knows about one household, by id and masked name."""
