"""The main job on this machine: a conference becomes governed facts, agreements and news."""
