"""Many at once, over real HTTP, to a server in a process of its own: what each was told, and what then is so."""
