"""Build: make the folders and zips for students, staff and graders."""
