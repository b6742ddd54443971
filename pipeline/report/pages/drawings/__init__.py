"""Where every line, dot and word of the drawings stands."""
