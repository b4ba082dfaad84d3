"""Who may do what: roles, accounts, scopes, and who changed or looked at what."""
