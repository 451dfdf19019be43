"""Parts of pages, as template tags and filters; each is on the style page, /stil/, in demo mode."""
