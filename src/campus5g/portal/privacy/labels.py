"""How the grounds of the law are said."""

from django.utils.translation import gettext_lazy as _

from campus5g.portal.privacy.register import Basis

BASES = {
    Basis.CONSENT: _("your consent, which you may withdraw (article 6(1)(a))"),
    Basis.CONTRACT: _("a contract, or what you asked before one (article 6(1)(b))"),
    Basis.LEGAL_OBLIGATION: _("an obligation in law (article 6(1)(c))"),
    Basis.PUBLIC_TASK: _("a task in the public interest (article 6(1)(e))"),
    Basis.LEGITIMATE_INTEREST: _("a legitimate interest, to which you may object (article 6(1)(f))"),
}
