"""Words everyone shares and no one owns. Plain Python: no framework, no database, no clock but the one named so."""
