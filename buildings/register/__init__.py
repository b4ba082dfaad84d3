"""The audited register, one plural noun per module; a write marks the facts it spoils."""
