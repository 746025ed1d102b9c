"""What aeo shows."""
