"""The clauses of the draft agreement and the words of the mandate, written for campus5g as a starting point for lawyers."""

from __future__ import annotations

from dataclasses import dataclass

from campus5g.core.message import Message, msg


@dataclass(frozen=True, slots=True)
class Clause:
    """An article: its title and its paragraphs. ``key`` tells where a table of the project goes."""

    key: str
    title: Message
    texts: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class MandateWords:
    powers: tuple[Message, ...]
    declarations: tuple[Message, ...]
    closing: tuple[Message, ...]


CLAUSES = (
    Clause("purpose", msg("Purpose"), (
        msg("This agreement says who does what in the project, with which money, and to whom its results belong. It creates no "
            "company between the parties and no power to commit one another beyond the mandate given to the lead."),
        msg("Where the funding agreement with a funder says otherwise, the funding agreement prevails."),
    )),
    Clause("term", msg("Beginning and end"), (
        msg("It takes effect on [date of the last signature] and ends when all the obligations to the funders are met. If no "
            "funder accepts the project before [date], it ends without compensation; confidentiality goes on."),
    )),
    Clause("work", msg("Tasks"), (
        msg("Each party carries out its task with the care of its trade, at its own cost and risk, and tells the lead without "
            "delay of what could stop or delay it. The work packages are in annex 1."),
        msg("A party that subcontracts stays answerable for what is subcontracted. Subcontracting does not count as collaboration."),
    )),
    Clause("money", msg("Costs and financing"), (
        msg("Each party bears its own costs. The financing below is planned; only what the funder grants is owed. Each party "
            "receives its own aid, keeps its accounts apart, and pays back what it must pay back."),
        msg("No party bears the costs or the repayments of another, unless [the funder asks for joint liability]."),
    )),
    Clause("aid", msg("Public aid"), (
        msg("Each party declares all the public aid it has received or asked for on the same costs, de minimis aid included, and "
            "tells the lead of any change. It keeps the evidence for [10] years after the last aid is granted."),
        msg("No party orders anything for the project before the application is sent (Regulation (EU) 651/2014, Article 6)."),
    )),
    Clause("governance", msg("How decisions are taken"), (
        msg("A steering committee, one person a party, meets at least every [three] months, called by the lead. It follows the "
            "work, the costs and the risks. Each party has one vote; decisions are taken by [two thirds] of the votes."),
        msg("A change of the budget, of the tasks or of the parties needs the agreement of every party concerned, and of the "
            "funder where the funding agreement asks for it."),
        msg("The lead speaks with the funders, gathers the reports, passes on to each party what concerns it within [ten] working "
            "days, and decides nothing in place of the committee."),
    )),
    Clause("background", msg("What each party brings"), (
        msg("Each party stays the owner of what it knew and owned before, or makes outside the project. It lists in annex [4] what "
            "the project needs, and gives the others the use of it for their task, free of charge and for the time of the project."),
    )),
    Clause("results", msg("Results"), (
        msg("A result belongs to the party that made it. A result that several made together and that cannot be divided belongs "
            "to them in proportion to [what each contributed]; they settle its protection and use in writing before it is used."),
        msg("Each party may use the results of the others for its task free of charge, and for its own business on fair and "
            "reasonable conditions, to be asked for within [two years] after the end."),
        msg("A research organisation is free to publish its own results, and is paid the market price for the rights it gives to "
            "an undertaking, so that no aid passes through it (State aid framework for research, 2022/C 414/01)."),
    )),
    Clause("secrecy", msg("Confidentiality"), (
        msg("What a party says to be confidential is used for the project only, shown to those who need it, and kept secret during "
            "the project and [five] years after. This does not hold for what is public, was known before, or must be told by law."),
    )),
    Clause("publication", msg("Publications and communication"), (
        msg("A publication is shown to the other parties [thirty] days before. They may ask, with reasons, for what is confidential "
            "to be taken out, or for a delay of at most [six] months to protect a result. Publications name the funders."),
    )),
    Clause("data", msg("Data of the sites and of persons"), (
        msg("Data measured on a site belong to whoever runs the site, who says for what they may be used. They are kept [in the "
            "European Union], and given back or erased at the end."),
        msg("Personal data are processed under Regulation (EU) 2016/679. Each party answers for its own processing; where one "
            "processes for another, they settle it in writing beforehand."),
    )),
    Clause("liability", msg("Liability and insurance"), (
        msg("Each party answers for the damage that it, its staff or its subcontractors cause, and is insured for it. Between the "
            "parties, indirect losses are not compensated and the total is limited to [its share of the public money], except for "
            "wilful acts, gross negligence and injury to persons."),
        msg("Safety rules of a site apply to all who work there, radio emissions included."),
    )),
    Clause("exit", msg("Leaving, exclusion, new parties"), (
        msg("A party may leave with [three] months' notice and the agreement of the funder. It finishes or hands over its task, "
            "pays back what it must pay back, and leaves the others the use of what their tasks need."),
        msg("A party that does not do its part within [thirty] days after a written reminder may be excluded by the others, all "
            "agreed, with the same effects."),
        msg("A new party joins by signing this agreement, with the agreement of all and of the funder."),
    )),
    Clause("law", msg("Law and disputes"), (
        msg("[French] law applies. The parties first seek an agreement within [sixty] days, with a mediator if one of them asks "
            "for it; after that the courts of [place] decide."),
    )),
)  # fmt: skip

MANDATE = MandateWords(
    powers=(
        msg("draw up and send the application to the funders in its name and for its account, in the version it has signed;"),
        msg("answer the funders' questions and hand over the documents it has given;"),
        msg("receive and pass on the funders' decisions; the mandate does not allow the lead to receive its money, or to sign the "
            "funding agreement in its place, unless [stated otherwise]."),
    ),
    declarations=(
        msg("it has not started the work and has ordered nothing for it before the application;"),
        msg("it is not an undertaking in difficulty within the meaning of Regulation (EU) 651/2014, Article 2(18) [or: it is a "
            "research organisation, for its non-economic activity];"),
        msg("it is under no obligation to pay back an aid declared illegal;"),
        msg("the public aid it has received or asked for on the same costs, and its de minimis aid of the last three years, are "
            "in the attached declaration [attach]."),
    ),
    closing=(
        msg("This mandate is given free of charge, is valid until [date], and can be withdrawn in writing at any time before the "
            "application is sent."),
    ),
)  # fmt: skip
