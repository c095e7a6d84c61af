"""What something may be called: the one rule for names and titles that people type."""

from scheduler.domain.errors import Invalid


def check_title(text: str, longest: int, field: str = "name") -> None:
    """Raises `Invalid` naming the field for nothing but blanks, and beyond `longest` characters."""
    if not text.strip():
        raise Invalid(field, "empty")
    if len(text) > longest:
        raise Invalid(field, "too_long", expected=f"at most {longest} characters")
