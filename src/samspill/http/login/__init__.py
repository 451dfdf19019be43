"""The demo's OpenID provider over HTTP."""
