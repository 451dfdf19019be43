"""The FHIR R4 engine: definitions, validation, index, search, store, interactions; knows no framework, no screen."""
