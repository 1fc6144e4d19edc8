"""What the use cases ask of the world: protocols, one module per part of it."""
