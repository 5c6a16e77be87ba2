"""The rules that ship with the checker: families of pairs, a .py that looks and a .toml that speaks.

Found by the entry point group `checker.rules`, as any other pack would be.
"""
