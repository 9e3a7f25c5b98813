"""Change the reference by single slips, and find where each stands in its source."""
