"""The record store: resources with all their versions, index rows, audit rows and outbox rows, in one transaction."""
