"""What the desk adds up to: dyads, series, networks, the ledger of watch-points."""
