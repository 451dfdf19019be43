"""Topic-based subscriptions (R4 backport): who listens to what, what is told, and how it is delivered."""
