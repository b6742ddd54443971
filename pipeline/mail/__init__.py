"""Mail: what each unit is sent at a stage, as messages that are checked before they are written and go out once."""

NO_SENDER = "sender@unset.invalid"  # stands in the messages while the office has not set its address
