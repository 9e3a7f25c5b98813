"""The methods of the fixture `check`, by what they compare."""
