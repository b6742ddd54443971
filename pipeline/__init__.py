"""双星: input/ -> collect -> select -> assemble -> check -> evaluate (score, link, rank) -> render -> output/."""

__version__ = "0.1.0"
