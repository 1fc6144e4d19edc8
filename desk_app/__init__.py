"""The counter desk: everything that is not Qt widgets."""

__version__ = "0.1.0"
