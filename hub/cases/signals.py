"""Signals about a case and its tasks, for higher apps. Sent inside the transaction of the change."""

from django.dispatch import Signal

task_opened = Signal()  # case: Case, task: Task, now: datetime
task_dropped = Signal()  # task: Task, now: datetime
timeline_added = Signal()  # case: Case, event: Event, at: datetime
complaint_answered = Signal()  # complaint: Complaint, at: datetime
case_submitted = Signal()  # case: Case, submission: Submission, by: Actor, now: datetime
