"""The command line `zengshou`: one module per group of commands."""
