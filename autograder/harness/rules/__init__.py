"""Rules on the source: what a function may use, and what it has to; the source is read and never run."""
