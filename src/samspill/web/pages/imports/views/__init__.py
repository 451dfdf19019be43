"""What the import pages do, by what they are about: runs, rows, the document, the finish."""
