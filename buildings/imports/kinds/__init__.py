"""One workbook kind per module: compare its rows with the register, plan what to write, name what will not do."""
