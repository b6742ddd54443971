"""What a unit has sent: what was sent by nobody, which of several workbooks stands, what changed since."""
