"""Proof for outsiders: test vectors and exported audit trails. Neither needs a database."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from campus5g.cli.console import as_json, refuse, say
from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.core.vectors import VectorResult

Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


def register(app: typer.Typer) -> None:
    app.command("verify")(verify)
    app.command("verify-audit")(verify_audit)


def verify(vectors: Annotated[Path, typer.Argument(metavar="VECTORS.json")], as_data: Json = False) -> None:
    """Check the engines against test vectors: each miss, then « N passed, M failed, K skipped »."""
    results = [check(vector) for vector in read_vectors(vectors)]
    count = Counter(str(result.outcome) for result in results)
    skipped = Counter(result.quantity for result in results if result.outcome == "skipped")
    if as_data:
        as_json({"counts": dict(count), "skipped": dict(skipped), "results": [_plain(result) for result in results]})
    else:
        for result in results:
            if result.outcome == "failed":
                say(msg("FAILED %(id)s (%(kind)s): %(why)s", id=result.id, kind=result.quantity, why=result.message))
        for kind, number in sorted(skipped.items()):
            say(msg("skipped: %(kind)s (%(number)s vectors): this kind is not built yet", kind=kind, number=number))
        print(f"{count['passed']} passed, {count['failed']} failed, {count['skipped']} skipped")
    if count["failed"]:
        raise typer.Exit(1)


def _plain(result: VectorResult) -> dict[str, str]:
    return {"id": result.id, "kind": result.quantity, "outcome": str(result.outcome), "message": str(result.message)}


def read_vectors(path: Path) -> list[Mapping[str, Any]]:
    """Return the vectors of a file: a list, or a mapping with a list named ``vectors``."""
    content = _read_json(path)
    found = content.get("vectors") if isinstance(content, dict) else content
    if not isinstance(found, list):
        raise BadInput(str(path), msg("no list of vectors"), msg("a list, or a mapping with a list named vectors"))
    for number, vector in enumerate(found, start=1):
        if not isinstance(vector, dict) or not (vector.get("quantity") or vector.get("rule")):
            where = f"{path}, vectors[{number - 1}]"
            raise BadInput(where, msg("a vector without its kind"), msg("a mapping with “quantity” or “rule”"))
    return found


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput(str(path), msg("cannot be read (%(fault)s)", fault=error.strerror or ""), msg("a JSON file")) from None
    except UnicodeDecodeError:
        raise BadInput(str(path), msg("not text"), msg("a JSON file in UTF-8")) from None
    except json.JSONDecodeError as error:
        where = f"{path}, line {error.lineno}"
        raise BadInput(where, msg("not JSON (%(fault)s)", fault=error.msg), msg("a JSON file")) from None


def check(vector: Mapping[str, Any]) -> VectorResult:
    """Give a vector to the room that its kind belongs to: radio by ``quantity``, aid rules by ``rule``."""
    if "rule" in vector:
        from campus5g.funding import vectors as rules

        return rules.check_vector(vector)
    from campus5g.network import vectors as radio

    found = radio.check_vector(vector)
    return VectorResult(found.id, str(vector["quantity"]), str(found.outcome), found.message)


def verify_audit(export: Annotated[Path, typer.Argument(metavar="EXPORT")], as_data: Json = False) -> None:
    """Check an exported audit trail: intact, or where it was changed."""
    from campus5g.core.audit import verify as verify_chain

    events, head = read_events(export)
    outcome = verify_chain(events, head)
    if as_data:
        as_json(outcome)
    elif outcome.fault is not None:
        refuse(msg("Broken at event %(n)s: %(fault)s.", n=outcome.fault_at or 0, fault=outcome.fault))
    elif head is None:
        say(msg("The chain of %(n)s events holds, but the export names no head: its end cannot be proven.", n=outcome.events))
    else:
        say(msg("Intact: %(n)s events, head %(head)s.", n=outcome.events, head=outcome.head))
    if not outcome.intact:
        raise typer.Exit(1)


def read_events(path: Path) -> tuple[list[dict[str, Any]], str | None]:
    """Return the events of an export (one JSON a line, or one JSON with ``events``) and the head it names."""
    content = _lines(path)
    events, head = [], None
    for where, item in content:
        if not isinstance(item, dict):
            raise BadInput(where, msg("not an event"), msg("a mapping with prev, digest and payload"))
        if set(item) == {"head"}:
            head = str(item["head"])
        elif not isinstance(item.get("payload"), dict) or not all(isinstance(item.get(k), str) for k in ("prev", "digest")):
            raise BadInput(where, msg("not an event"), msg("a mapping with prev, digest and payload"))
        elif not _are_words(item.get("words", {})):
            raise BadInput(where, msg("words without their seal"), msg("for each seal, salt and text"))
        else:
            events.append(item)
    return events, head


def _are_words(words: Any) -> bool:
    return isinstance(words, dict) and all(
        isinstance(said, dict) and isinstance(said.get("salt"), str) and isinstance(said.get("text"), str)
        for said in words.values()
    )


def _lines(path: Path) -> Iterator[tuple[str, Any]]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise BadInput(str(path), msg("cannot be read"), msg("an exported audit trail")) from None
    try:
        whole = json.loads(text)
    except json.JSONDecodeError:
        whole = None
    if isinstance(whole, dict) and isinstance(whole.get("events"), list):
        yield from ((f"{path}, events[{i}]", event) for i, event in enumerate(whole["events"]))
        if whole.get("head"):
            yield str(path), {"head": whole["head"]}
        return
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            try:
                yield f"{path}, line {number}", json.loads(line)
            except json.JSONDecodeError as error:
                raise BadInput(
                    f"{path}, line {number}", msg("not JSON (%(fault)s)", fault=error.msg), msg("one event a line")
                ) from None
