"""What the documents say, section by section: each function turns a part of the content into blocks in one language."""
