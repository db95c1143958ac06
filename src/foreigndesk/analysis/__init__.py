"""What the desk adds up to: dyads, series, alerts, networks, places, the ledger of watch-points.

Pure functions over small named queries. `counted` says which events count; `thresholds.yaml` has the numbers.
"""
