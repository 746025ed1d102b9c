"""What the kit counts, under the names that the dashboards use."""

from prometheus_client import Counter, Gauge

relay_published = Counter("cabos_relay_published", "Entries added to the stream", ["source"])
relay_leading = Gauge("cabos_relay_leading", "1 in the process whose relay is active", ["source"])
stream_regressions = Counter("cabos_stream_regressions", "Times that Redis had forgotten entries", ["source"])
stream_ahead = Gauge("cabos_stream_ahead_positions", "Positions by which a stream leads its journal", ["source"])
reader_leading = Gauge("cabos_reader_leading", "1 in the process whose reader is active", ["reader", "source"])
reader_handled = Counter("cabos_reader_handled", "Entries handled and committed", ["reader", "source"])
reader_position = Gauge("cabos_reader_position", "Position of the cursor", ["reader", "source"])
reader_gaps = Counter("cabos_reader_gaps", "Gaps met in the stream", ["reader", "source"])
reader_parked = Counter("cabos_reader_parked", "Entries parked", ["reader", "source", "state"])
reader_faults = Counter("cabos_reader_faults", "Faults of the infrastructure met", ["reader", "source"])
reader_epochs = Counter("cabos_reader_epochs", "Times that a source had lost what was handled", ["reader", "source"])
