"""Questions behind printed codes, one module a subject."""
