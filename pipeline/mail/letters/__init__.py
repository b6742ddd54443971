"""The text of each letter."""
