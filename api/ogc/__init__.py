"""Buildings and zones as OGC API features."""
