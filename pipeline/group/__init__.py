"""Many plants: the package that a plant hands to the level above, each plant rated where it lies, and the group's page."""
