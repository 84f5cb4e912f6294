"""Folders of results: named, written at once or not at all, read again, and compared."""
