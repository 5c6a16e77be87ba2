"""DOC: the papers that a figure or a factor needs, and whether they are there."""
