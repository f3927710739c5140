"""The on-screen keyboard: letters, digits, punctuation, and Chinese by pinyin where librime is installed."""
