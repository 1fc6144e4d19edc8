"""The counter desk: everything that is not Qt widgets."""

__version__ = "0.3.0"
