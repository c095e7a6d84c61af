"""JSON: people, signing in, tokens and oneself."""
