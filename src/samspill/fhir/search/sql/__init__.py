"""Tree to SQL: one module per parameter type, one for what drives a query, one for its order."""
