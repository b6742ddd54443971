"""收件台: a page on this computer, over the folders of a plant."""
