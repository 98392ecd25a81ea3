"""Spellings at one typing error from a word."""

MIN_LETTERS_FOR_TYPO = 3
BLOCK = 256  # characters whose codes differ by less are of one script


def misspellings(word: str, letters: str) -> list[str]:
    """Return the words at one insertion, deletion, substitution or transposition.

    New letters are those of `letters` from the scripts of the word.
    """
    blocks = {ord(letter) // BLOCK for letter in word}
    possible = [letter for letter in letters if ord(letter) // BLOCK in blocks]
    found = {word[:place] + word[place + 1 :] for place in range(len(word))}
    for place in range(len(word) - 1):
        found.add(word[:place] + word[place + 1] + word[place] + word[place + 2 :])
    for place in range(len(word) + 1):
        before, after, rest = word[:place], word[place:], word[place + 1 :]
        found.update(before + letter + after for letter in possible)
        if after:
            found.update(before + letter + rest for letter in possible)
    found.discard(word)
    return sorted(found)
