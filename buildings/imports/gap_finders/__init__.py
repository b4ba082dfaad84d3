"""What may be missing or contradict itself in the register, one family per module."""
