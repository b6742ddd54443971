"""What goes out before there is a rating: check page, pledge page and book, reminders."""
