"""The rulebook as a page, and what every rule of it did."""
