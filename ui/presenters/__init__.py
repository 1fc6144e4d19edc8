"""What the window shows and allows, without Qt."""
