"""Types made of the schema."""
# Generated from the schema by `make schema`; a test compares it with the code.
