"""The points of `assess` in the reader's language, and what to do where one fails."""

from django.utils.translation import gettext_lazy as _

_CHECKS = {
    "debug": (_("Debugging"), _("Take DEBUG out of the environment and restart.")),
    "TLS": (_("Encrypted connection"), _("Put a proxy with TLS before the hub and its address in HUB_ORIGIN.")),
    "host names": (_("Host names"), _("Name the hosts in HUB_HOSTS.")),
    "database": (_("Database"), _("Bar others from the database's file, or encrypt the connection.")),
    "migrations": (_("Database schema"), _("Run: python -m hub migrate")),
    "keys": (_("Keys"), _("Change the keys: python -m hub rotate")),
    "sealed data": (_("Sealed data"), _("Finish changing the keys: python -m hub rotate --continue")),
    "default passwords": (_("Passwords that can be guessed"), _("Have these people change their password.")),
    "password rules": (_("Rules for passwords"), _("Put the validators back into the settings.")),
    "administrators": (_("Administrators"), _("Each signs in once and sets up the second factor.")),
    "superusers": (_("Superusers"), _("Rights come from the role alone: take is_superuser away.")),
    "second factor": (_("Second factor"), _("Put the middleware back into the settings.")),
    "lock-out": (_("Lock-out after wrong passwords"), _("Put django-axes back into the settings.")),
    "headers": (_("Protection of pages"), _("Look whether a proxy takes the headers away.")),
    "unused accounts": (_("Unused accounts"), _("Set accounts that nobody uses inactive.")),
    "unused kiosks": (_("Unused kiosks"), _("Revoke kiosks that are gone.")),
    "retention": (_("Retention"), _("Run each night: python -m hub purge")),
    "calendar": (_("Calendar"), _("Enter the year's holidays under “Holidays”.")),
    "backup": (_("Backup"), _("Run each night: python -m hub backup PATH; an installed hub does so by itself.")),
    "audit trail": (
        _("Audit log"),
        _("Run each night: python -m hub audit verify; an installed hub does so by itself."),
    ),
    "credentials": (_("Accounts and tokens"), _("Look into who wrote these rows past the hub.")),
    "written past the hub": (_("Security alarms"), _("Look into them under “System administration”.")),
    "work": (_("Background jobs"), _("Start beside the hub: python -m hub work")),
    "Django's own checks": (
        _("Framework's own checks"),
        _("Most pass once HUB_ORIGIN is an https:// address; Django's documentation explains the others."),
    ),
    "backup elsewhere": (_("Backup elsewhere"), _("Name a command in HUB_BACKUP_COPY that copies each backup away.")),
    "backup tried": (
        _("Backup tried"),
        _("Run each night: python -m hub backup --try PATH; an installed hub does so."),
    ),
    "three administrators": (
        _("Three administrators"),
        _("Make a security and an audit administrator: python -m hub admin NAME --role security"),
    ),
    "message channels": (
        _("Messages to residents"),
        _("Enter under “System administration” what the channel lacks, or set it inactive."),
    ),
    "cards shown": (_("Cards shown"), _("Upgrade these kiosks.")),
    "confidential items": (
        _("Confidential items"),
        _("Add a head under “Staff”, who then answers for them; or name owners under “System administration”."),
    ),
}
CHECK_NAMES = {name: words[0] for name, words in _CHECKS.items()}
CHECK_REMEDIES = {name: words[1] for name, words in _CHECKS.items()}
RETENTION_RULES = {
    "facts": _("Facts about residents"),
    "consents": _("Consents"),
    "corrections": _("Corrections"),
    "cases": _("Whose the cases were"),
    "uploads without an application": _("Papers that no application followed"),
    "checks of papers": _("Checks of papers"),
    "parts of files": _("Unfinished uploads"),
    "files": _("Files without a paper"),
    "mandates": _("Mandates"),
    "messages given up": _("Messages to departments that were given up"),
    "messages that came in": _("Messages that came in"),
    "messages about alarms": _("Messages about alarms"),
    "messages to residents": _("What messages to residents said"),
    "old messages to residents": _("Messages to residents"),
    "messages without a key": _("Messages without a key"),
    "appointments": _("Whose the appointments were"),
    "tickets": _("Notes on numbers"),
    "calls": _("Calls"),
    "questions": _("Questions"),
    "requests": _("Requests"),
    "reviews": _("Words of reviews"),
    "words searched for in vain": _("Words searched for in vain"),
    "residents": _("Residents of whom nothing is left"),
    "organisations": _("Organisations without mandates"),
    "sessions": _("Sessions"),
    "log-in attempts": _("Log-in attempts"),
}
