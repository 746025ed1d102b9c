"""Real servers on this machine, without containers: what `make run` and the tests start."""

from cabos.local.servers import LocalServers, NoServer, create_service_database

__all__ = ["LocalServers", "NoServer", "create_service_database"]
