"""The usual devices offered in the form."""

from __future__ import annotations

from datetime import date

from campus5g.core.benefit import Use
from campus5g.core.site import Zone
from campus5g.network.site_checks import check_site
from campus5g.portal.needs.forms import DeviceForm
from campus5g.portal.needs.presets import presets
from tests.portal.factories.needs import small_site

ON = date(2026, 11, 21)


def test_every_use_has_usual_devices() -> None:
    assert {preset.use for preset in presets(ON)} == set(Use)


def test_every_preset_is_a_service_that_a_network_can_be_planned_for() -> None:
    for preset in presets(ON):
        yard = small_site().zones[0]
        check_site(small_site().with_zones((Zone(yard.id, yard.name, yard.ring, (preset.devices,)),)))


def test_every_preset_names_the_row_it_was_taken_from_and_says_that_it_is_to_confirm() -> None:
    for preset in presets(ON):
        assert preset.article.startswith(("TS 22.104", "TR 22.856"))
        assert preset.source.to_confirm


def test_process_monitoring_is_what_the_standard_says() -> None:
    crane = next(preset.devices for preset in presets(ON) if preset.key == "crane-vibration")
    assert 20 <= crane.packet_bytes <= 255
    assert 0.1 <= crane.period_s <= 60
    assert crane.latency_s <= 0.1
    assert crane.reliability == 0.9999


def test_a_preset_goes_through_the_form_unchanged() -> None:
    for preset in presets(ON):
        values = DeviceForm.values("yard", preset.devices)
        form = DeviceForm({k: str(v) for k, v in values.items()}, zones=[("yard", "The yard")], presets=[("", "")])
        assert form.is_valid(), form.errors
        assert form.group() == preset.devices
