"""Find how a wrong array differs from the right one; each module looks for one kind of relation."""
