"""The exchange with the central registry."""
