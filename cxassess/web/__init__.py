"""The web pages: one process beside one engagement, for people who were given a link."""
