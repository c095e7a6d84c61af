"""Plans, studies and what is to be planned, in the database."""
