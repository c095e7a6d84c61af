"""Problems with a known answer: generated campuses, and conflicts that were planted."""
