"""Files in the folder to selected, typed, checked tables, with findings and an account of every row."""
