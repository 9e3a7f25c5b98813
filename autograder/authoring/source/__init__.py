"""What an instructor writes, read and checked."""
