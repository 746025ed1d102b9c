"""Governance listens to nobody: it is where the facts of the region begin."""

from cabos.subscriptions import Subscriptions

subscriptions = Subscriptions("governance")
