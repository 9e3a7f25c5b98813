"""Take a hostile submission past the functions that refuse by name, to the kernel, which has to hold."""

BARE = """
for _finder in [*__import__("sys").meta_path]:
    if type(_finder).__name__ == "RefusedCalls":
        _finder.remove()
"""
