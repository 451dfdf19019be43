"""An engine over the store that the tests run on: PostgreSQL where its address is given, else SQLite."""

from tests.integration.fhir_interactions.conftest import clock, location, postgres_place, reopen, store, talk

__all__ = ["clock", "location", "postgres_place", "reopen", "store", "talk"]
