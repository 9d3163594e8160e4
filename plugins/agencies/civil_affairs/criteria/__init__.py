"""The rules of civil affairs, one module for each family of schemes."""
