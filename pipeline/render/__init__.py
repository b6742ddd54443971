"""Rendering: a finished result becomes pages that a browser opens without anything else."""
