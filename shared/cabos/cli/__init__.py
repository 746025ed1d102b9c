"""The operator's command: what waits, who lags, what failed, and how to put it right."""
