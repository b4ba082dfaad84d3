"""Commands; each imports what it needs when it runs, since imports cost more than most answers."""
