"""What may be done with a party's people, one module a subject. Each deed is audited in its own transaction, and whom
it touches is told."""
