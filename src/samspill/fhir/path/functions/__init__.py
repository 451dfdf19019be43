"""The functions of the language, by theme; ``registry`` holds them by name."""
