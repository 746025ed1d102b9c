"""What news may be asked to do, each in the caller's transaction."""
