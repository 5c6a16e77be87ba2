"""An empty workbook that a company fills: what it asks stands in `lines`, how it looks in `look`."""
