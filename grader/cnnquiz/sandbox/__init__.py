"""The judge's handle on confined processes: start, limit, talk to, kill."""
