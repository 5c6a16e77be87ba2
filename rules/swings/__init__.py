"""SWG: months whose emissions swing away from what the line usually does."""
