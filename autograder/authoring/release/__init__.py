"""What a build puts out."""
