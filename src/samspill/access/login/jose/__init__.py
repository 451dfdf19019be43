"""Signed tokens, strictly: JSON, base64url, public keys and signatures, on joserfc."""
