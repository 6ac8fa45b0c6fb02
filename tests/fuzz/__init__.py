"""Hostile input: it ends in right results or in sentences, and never in a traceback or a changed folder."""
