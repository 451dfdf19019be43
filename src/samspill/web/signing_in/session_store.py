"""Django's sessions in the database, asked only for keys that it could have made itself."""

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions


class SessionStore(DatabaseSessions):
    """A key with any other sign in it is nobody's: a NUL, which cookies can carry, stops PostgreSQL with an error."""

    def _validate_session_key(self, key: str | None) -> bool:
        """Tell whether Django could have made the key: letters and digits, and at least the eight it asks for."""
        return key is not None and len(key) >= 8 and key.isascii() and key.isalnum()
