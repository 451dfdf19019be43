"""Environment -> typed settings. Django's settings module lives here too."""
