"""分类与专业的建议: what evidence at a month's end speaks for; a person decides. Nothing here reads tax."""
