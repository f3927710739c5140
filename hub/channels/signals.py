"""Signals of questions, for higher apps. Sent inside the transaction of the change."""

from django.dispatch import Signal

question_answered = Signal()  # question: Question, at: datetime
