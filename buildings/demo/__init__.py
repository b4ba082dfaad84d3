"""The synthetic district, written as workbooks an office could have sent."""
