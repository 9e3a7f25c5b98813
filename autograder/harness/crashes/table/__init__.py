"""The rows of the table: each looks for one kind of mistake in a line at which the code stopped."""
