"""`python -m governance api | worker | migrate`."""

from governance.app import service

if __name__ == "__main__":
    service.main()
