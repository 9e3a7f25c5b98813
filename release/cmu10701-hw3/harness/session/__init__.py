"""One pytest session over the modules of one student or many."""
