"""The published language of Cabos: what its services say to each other and to whoever listens."""
