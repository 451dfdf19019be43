"""Changing a part of a resource: JSON Patch (RFC 6902) and FHIRPath Patch (R4); ``api`` is the door."""
