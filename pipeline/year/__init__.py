"""What spans several periods: stars before a period, and the yearly rating."""
