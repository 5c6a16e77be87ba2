"""Many filings, each checked in a child process of its own, kept as results and ranked."""
