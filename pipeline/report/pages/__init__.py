"""The HTML pages of a quarter or month."""
