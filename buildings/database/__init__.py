"""Engine, column types, versioned records and the one unit of work."""
