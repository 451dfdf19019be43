"""The audit log to others: checkpoints and proofs, open to anyone; never an entry."""
