"""A search to try: what is asked, how it is sent, and what the answer means."""
