"""The route for text without boxes: what parted the cells is gone, so words, line breaks and order must tell."""
