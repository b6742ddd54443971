"""The values everybody speaks in: a period, a place, a finding, an exact number, Chinese writing, safe publishing."""
