"""The forms that villages get: filled with what is known already, so that nobody is asked twice."""
