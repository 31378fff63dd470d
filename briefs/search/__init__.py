"""The index of the search page: words folded alike in texts and queries, and where they stand, in files that a browser reads a few of."""
