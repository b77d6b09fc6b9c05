"""Feedback to the sender for each file: rejected and questioned rows, and what to do."""
