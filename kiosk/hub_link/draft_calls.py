"""The calls about what a resident saved, to go on with it later."""

from contract.drafts import DraftList, DraftSearch, DraftToSave, OwnDraft, SavedDraft
from contract.residents import ResidentSearch
from kiosk.hub_link.hub_calls import HubCalls


class DraftCalls(HubCalls):
    def save_draft(self, draft: DraftToSave) -> SavedDraft:
        """Saves what was entered; again under the same id in its place."""
        return self._post("drafts", draft, SavedDraft)

    def drafts(self, search: ResidentSearch) -> tuple[SavedDraft, ...]:
        """Returns what the person has saved whose card lies here, newest first, without what was entered."""
        return self._post("drafts/search", search, DraftList).drafts

    def own_draft(self, search: DraftSearch) -> OwnDraft:
        """Returns a draft for one who has shown whose it is."""
        return self._post("drafts/own", search, OwnDraft)

    def delete_draft(self, search: DraftSearch) -> SavedDraft:
        """Throws a draft of one's own away."""
        return self._post("drafts/delete", search, SavedDraft)
