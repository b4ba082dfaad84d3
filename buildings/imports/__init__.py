"""From workbooks to the register: visible steps, every row checked before one is written."""
