"""What is to be done, by whom, by when, and how it went; an adopted version is never rewritten."""
