"""What CalDAV clients say and are told, in XML: RFC 4918, 4791 (CalDAV), 6578 (sync), 3744 (privileges)."""
