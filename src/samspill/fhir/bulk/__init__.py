"""Many resources at once: loading from files, export to files, and the two as asynchronous FHIR operations."""
