"""Bytes <-> resources: strict JSON in, compact JSON out, decimals with their digits."""
