"""The forms for villages with what is known, so that nobody reports it twice."""
