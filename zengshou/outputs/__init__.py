"""Outputs for people: workbooks, reports, pages, forms, answers to senders."""
