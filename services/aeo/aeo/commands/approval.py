"""What needs two officers."""

from cabos.proposals import FourEyes

four_eyes = FourEyes()
