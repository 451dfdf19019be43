"""The pages, one folder per context."""
