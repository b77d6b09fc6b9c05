"""dbt builds with their plan and record, conservation checks, publication, backup."""
