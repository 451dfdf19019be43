"""Emergency access that a professional takes for a few hours, with a reason."""
