"""How the record store stands, for those who run the server and those who connect to it; it changes nothing."""
