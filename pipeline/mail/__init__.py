"""Mail: what each unit is sent at a stage, as messages that are checked before they are written and go out once."""
