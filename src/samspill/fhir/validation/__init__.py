"""Is a resource what R4, and the profiles it is held to, say it must be?"""
