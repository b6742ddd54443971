"""Facts to scores, stars and ranks, and why; pure."""
