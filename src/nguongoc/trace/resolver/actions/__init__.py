"""What may be done behind printed codes, one module a subject."""
