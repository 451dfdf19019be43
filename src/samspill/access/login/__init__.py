"""National login: who a token speaks for, how we sign in at others, and a small provider for demo and tests."""
