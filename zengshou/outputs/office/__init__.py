"""What all documents for an office share."""
