"""Numbers of persons and health personnel: read, told apart, and kept out of sight."""
