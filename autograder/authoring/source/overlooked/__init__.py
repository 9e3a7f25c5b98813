"""Find what an instructor wrote and nothing would read: a slip must not drop a test, a mark or a file in silence."""
