"""Rating schemes as data: what is scored, what a score comes to, and the course a rating takes. Pure."""
