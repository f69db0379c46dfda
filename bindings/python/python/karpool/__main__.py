"""`python -m karpool`."""

from .command import main

main()
