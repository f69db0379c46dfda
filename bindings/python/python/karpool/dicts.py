"""Specs and options as plain dicts, typed: their fields have the names of the file.

Only type checkers need these names:

    if TYPE_CHECKING:
        from karpool.dicts import StackDict
"""

from .generated.dicts import *
