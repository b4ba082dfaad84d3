"""Rating schemes: what is scored, and what scores come to."""
