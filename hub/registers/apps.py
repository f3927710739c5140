from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistersConfig(AppConfig):
    name = "hub.registers"
    verbose_name = _("base registers")

    def ready(self) -> None:
        from hub.files.sessions import LICENSED_PAPERS
        from hub.registers import listeners  # noqa: F401  (connects its receivers)
        from hub.registers.breaker import is_usable
        from hub.registers.licences import list_licensed_papers
        from hub.registers.models import RegisterKind
        from hub.registers.organisations import check_organisation
        from hub.registers.population import LICENCES, POPULATION, find_facts
        from hub.residents.consents import ask_only
        from hub.residents.fact_sources import FACT_SOURCES
        from hub.residents.services import ORGANISATION_CHECKS

        FACT_SOURCES.append(find_facts)
        ORGANISATION_CHECKS.append(check_organisation)
        LICENSED_PAPERS.append(list_licensed_papers)
        # licences are asked for each copy on its own
        ask_only([POPULATION, LICENCES], lambda: [POPULATION] if is_usable(RegisterKind.POPULATION) else [])
