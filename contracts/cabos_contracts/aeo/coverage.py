"""What aeo announces of coverage: who is recognised by whom."""
