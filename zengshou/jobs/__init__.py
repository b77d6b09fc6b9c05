"""The steps that DAGs and commands run."""
