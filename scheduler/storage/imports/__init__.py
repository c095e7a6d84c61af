"""What imports made, found again."""
