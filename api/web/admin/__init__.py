"""Forms over the plain nouns: the shape of a form follows the shape of the API, said once there."""
