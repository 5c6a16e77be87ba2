"""A module that cannot be imported."""

WHAT = "no_such_module_at_all"
raise ModuleNotFoundError(WHAT)
