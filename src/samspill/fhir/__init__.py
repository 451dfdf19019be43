"""The FHIR R4 engine: definitions, validation, index, search, store and interactions; knows no framework and no screen."""
