"""What the system says to people, in every language it speaks; pages and API say it with the same words."""

from api.i18n.catalogue import Words, preferred, say
from api.i18n.refusals import explain, explain_error, instead
from api.i18n.times import Times

__all__ = ["Times", "Words", "explain", "explain_error", "instead", "preferred", "say"]
