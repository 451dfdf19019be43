"""The door: privacy in memory and in the record store's table."""

from samspill.access.privacy.contracts import Privacy, Setting, SettingKind
from samspill.access.privacy.memory import MemoryPrivacy
from samspill.access.privacy.tables import SettingTable

__all__ = ["MemoryPrivacy", "Privacy", "Setting", "SettingKind", "SettingTable"]
