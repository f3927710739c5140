"""Answers that stand already: looked for before a question is sent."""

from pydantic import Field as Bound

from contract.text import Message, Personal, Text


class KnowledgeSearch(Personal):
    """What somebody is about to ask. It is not kept."""

    text: str = Bound(max_length=600)


class KnowledgeEntry(Message):
    id: int
    question: Text
    answer: Text


class KnowledgeEntries(Message):
    entries: tuple[KnowledgeEntry, ...]  # the most fitting first
