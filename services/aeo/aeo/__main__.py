"""`python -m aeo api | worker | migrate`."""

from aeo.app import service

if __name__ == "__main__":
    service.main()
