"""What a workbook says twice, and what it says that is no activity: STR."""
