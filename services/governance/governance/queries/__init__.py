"""What governance shows."""
