"""Count the time that workers use, and remember in which functions they used it up."""
