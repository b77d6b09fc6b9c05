"""The words of the offices: one Chinese name for each code (seed glossary)."""

from zengshou.words.glossary import Term, name, names, second_words, terms

__all__ = ["Term", "name", "names", "second_words", "terms"]
