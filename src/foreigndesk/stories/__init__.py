"""Reports of one event, grouped across articles: reprints, corroboration, contradiction."""
