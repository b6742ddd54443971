"""What the office gives out beside the report: the pledge page and book, reminders, and the year."""

from __future__ import annotations



