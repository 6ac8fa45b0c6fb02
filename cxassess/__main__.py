"""`python -m cxassess` is the same as `cxassess`."""

from cxassess.cli import main

main()
