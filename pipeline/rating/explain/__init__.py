"""Why a unit has its points and its star, what would lead it to the next, and how firm its place is; pure."""
