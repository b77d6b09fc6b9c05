"""dbt builds, their plan and record, conservation, publication, backup."""
