"""Pages of the newsroom: how they are read, and how they are written in any of its languages."""
