"""What every Cabos service stands on: decide, record, announce."""
