"""What is answered behind printed codes, one module a kind of answer."""
