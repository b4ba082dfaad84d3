"""Reports of a month, as workbook and as page, from disclosed figures only."""
