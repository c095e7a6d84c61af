"""Receiving and sending mail, without rules of its own."""
