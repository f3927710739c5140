"""What one may be entitled to: six plain questions. The answers are in no address, and nothing of them is kept."""

from django.http import HttpRequest, HttpResponse

from contract.finder import FINDER_FORM, list_findings, list_options
from hub.web.catalogue import get_catalogue
from hub.web.frame import page, show


@page(post=True)
def finder(request: HttpRequest) -> HttpResponse:
    """Returns the questions; and once all are answered, what fits."""
    options = list_options()
    answers = {key: value for key in options if (value := request.POST.get(key, "")) in options[key]}
    is_complete = len(answers) == len(options)
    findings = list_findings(get_catalogue(), answers) if is_complete else ()
    questions = [(field, answers.get(field.key, "")) for field in FINDER_FORM.fields]
    wants_more = request.method == "POST" and not is_complete
    return show(
        request, "finder", questions=questions, findings=findings, is_complete=is_complete, wants_more=wants_more
    )
