"""Real servers on this machine, without containers: what `make run` and the tests start."""

from cabos.local.binaries import NoServer
from cabos.local.process import Guarded, require_port
from cabos.local.servers import LocalServers, create_service_database, local_origin

__all__ = ["Guarded", "LocalServers", "NoServer", "create_service_database", "local_origin", "require_port"]
