"""Speech: text and locale in, sound out; from recordings, from clips rendered ahead, or from espeak-ng."""
