"""The checks of the rulebook itself: its settings, its indicators, its levels, gates and examples."""
