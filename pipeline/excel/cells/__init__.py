"""One cell: cleaned, typed, shown, compared, guessed."""
