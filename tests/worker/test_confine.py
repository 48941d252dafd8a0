"""A layer that this system lacks is left out and named; what is granted goes around secrets."""

import errno
import os

import pytest

from cnnquiz.worker import landlock, seccomp
from cnnquiz.worker.confine import LANDLOCK, SECCOMP, Confinement
from cnnquiz.worker.landlock import READ, READ_DIR, readable

PLAN = {"layers": [LANDLOCK, SECCOMP], "uid": 0, "readable": ["/usr"], "hidden": []}


def lacking(*_arguments, **_options):
    raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))


@pytest.mark.parametrize(("module", "layer"), [(landlock, LANDLOCK), (seccomp, SECCOMP)])
def test_layer_that_the_kernel_lacks_is_left_out_and_named(monkeypatch, module, layer):
    for each in (landlock, seccomp):
        monkeypatch.setattr(each, "prepare", lambda *_, **__: 0)
    monkeypatch.setattr(module, "prepare", lacking)
    confinement = Confinement(PLAN)
    assert confinement.layers == {LANDLOCK, SECCOMP} - {layer}
    assert "not implemented" in confinement.missing[layer]


def test_filter_holds_signals_where_landlock_does_not(monkeypatch):
    asked = []
    monkeypatch.setattr(seccomp, "prepare", lambda *, signals_held: asked.append(signals_held))
    monkeypatch.setattr(landlock, "prepare", lambda _grants: 0)
    for known in (5, 6):
        monkeypatch.setattr(landlock, "version", lambda known=known: known)
        Confinement(PLAN)
    monkeypatch.setattr(landlock, "prepare", lacking)
    Confinement(PLAN)
    assert asked == [False, True, False]


def test_folder_without_secrets_is_granted_as_a_whole(tmp_path):
    (tmp_path / "numpy").mkdir()
    assert list(readable([str(tmp_path)], [str(tmp_path.parent / "elsewhere")])) == [
        (str(tmp_path), READ)
    ]


def test_secret_is_gone_around_at_any_depth_and_through_no_link(tmp_path):
    secret = tmp_path / "lib" / "site" / "secret"
    secret.mkdir(parents=True)
    (tmp_path / "lib" / "site" / "numpy").mkdir()
    (tmp_path / "lib" / "site" / "way_around").symlink_to(secret)
    (tmp_path / "bin").mkdir()
    granted = dict(readable([str(tmp_path)], [str(secret)]))
    assert granted == {
        str(tmp_path): READ_DIR,
        str(tmp_path / "bin"): READ,
        str(tmp_path / "lib"): READ_DIR,
        str(tmp_path / "lib" / "site"): READ_DIR,
        str(tmp_path / "lib" / "site" / "numpy"): READ,
    }


def test_what_is_hidden_as_a_whole_is_not_granted_at_all(tmp_path):
    assert list(readable([str(tmp_path / "a")], [str(tmp_path)])) == []
