"""Helsepersonellregisteret (HPR): who is authorised as what, and until when; asked through a port."""
