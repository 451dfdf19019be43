"""FHIR over HTTP: a request in, one call to the engine, its answer out (https://hl7.org/fhir/R4/http.html)."""
