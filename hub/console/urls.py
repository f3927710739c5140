"""The console's addresses, under /console/."""

from django.urls import path
from django.views.i18n import set_language

from hub.console import appointments, cases, casework, channels, dashboard, home, intake, kiosks, requests, windows

app_name = "console"
urlpatterns = [
    path("", home.home, name="home"),
    path("language/", set_language, name="language"),
    path("windows/", windows.choose, name="windows"),
    path("windows/<int:window_id>/", windows.at, name="window"),
    path("windows/<int:window_id>/issue/", windows.issue, name="window_issue"),
    path("windows/<int:window_id>/call/<uuid:ticket>/", windows.call, name="window_call"),
    path("windows/<int:window_id>/back/<uuid:ticket>/", windows.bring_back, name="window_back"),
    path("windows/<int:window_id>/<slug:move>/", windows.act, name="window_act"),
    path("appointments/", appointments.of_day, name="appointments"),
    path("appointments/book/", appointments.book, name="appointment_book"),
    path("appointments/cancel/", appointments.cancel, name="appointment_cancel"),
    path("intake/", intake.choose, name="intake"),
    path("intake/<slug:code>/", intake.fill, name="intake_fill"),
    path("intake/<slug:code>/known/", intake.known, name="intake_known"),
    path("intake/<slug:code>/hand-in/", intake.hand_in, name="intake_hand_in"),
    path("cases/", cases.worklist, name="worklist"),
    path("cases/<slug:code>/", cases.read, name="case"),
    path("cases/<slug:code>/reveal/", cases.reveal, name="case_reveal"),
    path("cases/<slug:code>/move/", casework.move, name="case_move"),
    path("cases/<slug:code>/want/", casework.want_papers, name="case_want"),
    path("cases/<slug:code>/papers/", casework.receive_papers, name="case_papers"),
    path("cases/<slug:code>/notice/", casework.give_notice, name="case_notice"),
    path("cases/<slug:code>/hand-on/", casework.hand_on, name="case_hand_on"),
    path("cases/<slug:code>/ask/", casework.ask_department, name="case_ask"),
    path("cases/<slug:code>/tasks/<int:task_id>/", casework.finish_task, name="case_task"),
    path("kiosks/", kiosks.overview, name="kiosks"),
    path("kiosks/code/", kiosks.make_code, name="kiosk_code"),
    path("kiosks/alarms/<int:alarm_id>/", kiosks.acknowledge, name="alarm"),
    path("kiosks/<int:kiosk_id>/<slug:kind>/", kiosks.order, name="kiosk_order"),
    path("figures/", dashboard.dashboard, name="figures"),
    path("figures/csv/", dashboard.as_csv, name="figures_csv"),
    path("questions/", channels.question_list, name="questions"),
    path("questions/reveal/", channels.reveal, name="questions_reveal"),
    path("questions/take/", channels.take_question, name="question_take"),
    path("questions/<slug:code>/", channels.answer_question, name="question_answer"),
    path("requests/", requests.request_list, name="requests"),
    path("requests/<slug:code>/", requests.move, name="request_move"),
    path("reviews/", channels.review_list, name="reviews"),
    path("reviews/export/", channels.export_reviews, name="reviews_export"),
    path("reviews/<slug:code>/", channels.answer_review, name="review_answer"),
    path("notices/", channels.notice_list, name="notices"),
    path("notices/publish/", channels.publish, name="notice_publish"),
    path("notices/<int:notice_id>/withdraw/", channels.withdraw, name="notice_withdraw"),
]
