"""The command line, as a user and as a script meet it."""
