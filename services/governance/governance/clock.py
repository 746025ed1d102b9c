"""Nothing in governance is due by itself yet: a term starts when a session closes, not when a day comes."""

from cabos.clock import Clock

clock = Clock()
