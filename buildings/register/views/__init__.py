"""The register as lists: one noun per module, each a declaration of columns and filters over one query."""
