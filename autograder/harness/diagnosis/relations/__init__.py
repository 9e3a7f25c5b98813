"""How a wrong array relates to the right one: a module for each kind of relation, and `find`, which tries all."""
