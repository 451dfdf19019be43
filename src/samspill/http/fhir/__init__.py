"""FHIR over HTTP: HTTP in, one call to the engine, HTTP out."""
