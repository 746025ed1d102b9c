"""What sources may say against each other."""

from cabos.claims import Claims

sources = Claims()
