"""`python -m claimex`: the same as the `claimex` command."""

from claimex.cli import main

if __name__ == "__main__":
    main()
