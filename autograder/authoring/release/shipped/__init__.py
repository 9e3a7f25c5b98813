"""Files that a build hands out exactly as they stand here."""
