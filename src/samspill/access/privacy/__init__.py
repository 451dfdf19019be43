"""What citizens have decided about their own data: reservations, blocks, blocked professionals, consents."""
