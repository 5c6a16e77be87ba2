"""A pack whose rule does what no rule should, where the workbook asks for it."""
