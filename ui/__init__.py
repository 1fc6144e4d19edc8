"""The window: Qt only, no SQL, no HTTP, no reportlab."""
