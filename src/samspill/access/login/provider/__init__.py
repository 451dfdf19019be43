"""A small OpenID provider with HelseID's profile and claims, for demo and tests; never outside demo mode."""
