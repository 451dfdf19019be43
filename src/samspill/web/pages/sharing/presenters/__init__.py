"""What is told of the FHIR server, as the pages show it."""
