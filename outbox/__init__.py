"""DELIVERY: rows written with the fact they report, leased, delivered, retried."""
