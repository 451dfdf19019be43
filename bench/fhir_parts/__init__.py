"""The parts of bench/fhir.py: what is loaded, how it is asked for, and where it is served."""
