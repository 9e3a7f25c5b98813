"""From one reference solution to release, solutions and dist."""
