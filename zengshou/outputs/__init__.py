"""What people get: workbooks, reports, pages, forms, answers to senders."""
