"""The desk in a browser, and its JSON API."""
