"""Two versions of a filing: what changed, what each change is worth, which doubts it settles."""
