"""Commands of the command line, by what they are about; `cli` has the rest of them, and runs them all."""
