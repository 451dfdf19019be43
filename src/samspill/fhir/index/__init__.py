"""From a resource to the rows that make it findable: walkers over search parameters, and how each value is indexed."""
