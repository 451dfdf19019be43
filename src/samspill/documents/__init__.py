"""Any office file -> neutral pages, texts and tables. Knows no plan."""
