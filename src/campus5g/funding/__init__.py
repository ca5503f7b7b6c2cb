"""Which calls exist, how much aid the law allows, and the best legal plan.

``readers`` (calls from their feeds) · ``rules`` (the law as dated data) · ``intensity``, ``ceilings``, ``de_minimis``,
``equivalent``, ``sme``, ``instruments`` (what the rules say of one case) · ``eligibility`` · ``plan`` (the best legal plan and
its independent check) · ``sirene`` (SIREN and SIRET numbers) · ``vectors`` (test vectors of the rules).
"""
