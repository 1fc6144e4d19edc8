"""The central registry service."""
