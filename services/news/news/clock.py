"""Nothing in news is due by itself yet: a story is published when a publisher says so."""

from cabos.clock import Clock

clock = Clock()
