"""Reading: from files to a filing, with the cell of every value kept."""
