"""One reader per form; ``samspill.documents.api`` chooses by the file's bytes."""
