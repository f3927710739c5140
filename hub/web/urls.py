"""The residents' addresses, under /web/."""

from django.urls import path
from django.views.generic import RedirectView

from hub.web import applying, bookings, centres, guides, numbers, own_case, own_papers, posters, questions, status

app_name = "web"
urlpatterns = [
    path("", guides.home, name="home"),
    path("search/", guides.search, name="search"),
    path("themes/<slug:code>/", guides.theme, name="theme"),
    path("guides/<slug:code>/", guides.guide, name="guide"),
    path("guides/<slug:code>/apply/", applying.apply, name="apply"),
    path("guides/<slug:code>/poster/", posters.of_guide, name="guide_poster"),
    path("centres/<slug:code>/poster/", posters.of_centre, name="centre_poster"),
    path("centres/", centres.centres, name="centres"),
    path("centres/<slug:code>/", centres.centre, name="centre"),
    path("notices/", centres.notice_list, name="notices"),
    path("directory/", centres.entry_list, name="directory"),
    path("case/", own_case.own_case, name="case"),
    path("case/review/", own_case.review, name="case_review"),
    path("case/withdraw/", own_case.withdraw, name="case_withdraw"),
    path("case/papers/", own_papers.open_papers, name="case_papers"),
    path("case/papers/hand-in/", own_papers.hand_in_papers, name="case_papers_in"),
    path("case/leave/", own_case.leave, name="case_leave"),
    path("case/<slug:code>/", own_case.own_case, name="case_of_code"),
    path("centres/<slug:code>/number/", numbers.take, name="number_take"),
    path("number/", numbers.own_number, name="number"),
    path("number/drop/", numbers.drop, name="number_drop"),
    path("number/<uuid:key>/", numbers.number, name="number_of_ticket"),
    path("centres/<slug:code>/appointments/", bookings.offer, name="offer"),
    path("centres/<slug:code>/appointments/<slug:service>/<slug:day>/", bookings.slots, name="slots"),
    path("appointments/", bookings.find, name="appointments"),
    path("appointments/cancel/", bookings.cancel, name="appointment_cancel"),
    path("ask/", questions.ask, name="ask"),
    path("ask/answer/", questions.read_answer, name="answer"),
    path("q/case:<slug:code>", RedirectView.as_view(pattern_name="web:case_of_code")),
    path("q/ticket:<uuid:key>", RedirectView.as_view(pattern_name="web:number_of_ticket")),
    path("status/", status.status, name="status"),
    path("language/<slug:tag>/", guides.language, name="language"),
    path("<path:path>", guides.absent, name="absent"),
]
