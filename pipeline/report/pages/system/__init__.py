"""The pages of the system for the office: its parts, its registers, its members."""
