"""Checks across sheets and workbooks."""
