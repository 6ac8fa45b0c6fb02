"""The interview in the terminal: one question at a time, each answer saved before the next."""

from cxassess.terminal.conversation import interview

__all__ = ["interview"]
