"""Ways of filing wrongly, in both directions: how each is made, and which correction undoes it."""
