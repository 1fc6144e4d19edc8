"""Scanners, readers and printers."""
