"""Give student code folders to write into: new for each worker, few for each submission."""
