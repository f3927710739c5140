from django.db.models.signals import post_save
from django.dispatch import receiver

from contract.catalogue import Item
from contract.forms import FieldKind
from hub.cases.models import Case
from hub.cases.signals import case_submitted
from hub.catalogue.models import Area
from hub.places.models import CasePlace, KnownPlace
from hub.places.selectors import find_place


@receiver(case_submitted, dispatch_uid="note place of a case")
def note_place(sender: object, case: Case, **_: object) -> None:
    """Keeps the place of an address that is no fact about the person: where something happened, not where somebody
    lives."""
    for field in Item.model_validate(case.item_version.content).form.fields:
        if field.kind is FieldKind.ADDRESS and not field.fact:
            place = find_place(str(case.answers.get(field.key, "")))
            if place is not None:
                CasePlace.objects.get_or_create(case=case, defaults={"place": place})
                return


@receiver(post_save, sender=Area, dispatch_uid="rename places")
def rename_places(sender: object, instance: Area, created: bool, **_: object) -> None:
    """Renews their words, which begin with the area's name."""
    if not created:
        for place in KnownPlace.objects.filter(area=instance).select_related("area"):
            place.save(update_fields=["words"])
