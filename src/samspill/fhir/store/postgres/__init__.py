"""The record store in PostgreSQL: more writers, more machines, ten million resources and up."""
