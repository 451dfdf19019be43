"""What somebody does to the plan: each act checks who and which state, writes, and keeps what was changed."""
