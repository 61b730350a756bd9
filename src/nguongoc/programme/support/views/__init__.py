"""The pages of support cases: the register and one case, deeds, parts, what anybody may see, what is kept as data."""
