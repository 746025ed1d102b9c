"""`python -m cabos`, the same as `cabos`."""

from cabos.cli.app import main

if __name__ == "__main__":
    main()
