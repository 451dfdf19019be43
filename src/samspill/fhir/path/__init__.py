"""FHIRPath 2.0 (http://hl7.org/fhirpath) on R4 resources held as plain dictionaries; ``api`` is the door."""
