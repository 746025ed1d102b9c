"""What news shows: to the newsroom what it works on, to everybody else editions and nothing but editions."""
