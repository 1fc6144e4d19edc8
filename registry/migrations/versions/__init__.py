"""The registry's schema, step by step."""
