"""The campus: its rules, its storage and what people do with it."""
