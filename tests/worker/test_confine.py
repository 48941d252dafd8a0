"""A layer that this system lacks is left out and named; what is granted goes around secrets."""

import errno
import os
import resource
from pathlib import Path
from types import SimpleNamespace

import pytest

from cnnquiz.worker import confine, landlock, seccomp
from cnnquiz.worker.confine import LANDLOCK, SECCOMP, Confinement
from cnnquiz.worker.landlock import READ, READ_DIR, readable

PLAN = {
    "layers": [LANDLOCK, SECCOMP],
    "uid": 0,
    "readable": ["/usr"],
    "hidden": [],
    "users": "user:[1]",
}


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


class LimitsSet(dict):
    """Stands in for the module `resource`: remembers limits, of which some are low already."""

    RLIM_INFINITY = -1

    def __init__(self, **hard: int) -> None:
        super().__init__()
        self._hard = hard

    def __getattr__(self, name):
        return name if name.startswith("RLIMIT_") else getattr(resource, name)

    def getrlimit(self, name):
        return 0, self._hard.get(name, self.RLIM_INFINITY)

    def setrlimit(self, name, limits):
        self[name] = limits


def test_limit_that_is_lower_already_stays(monkeypatch):
    limits = LimitsSet(RLIMIT_NOFILE=100)
    monkeypatch.setattr(confine, "resource", limits)
    Confinement({**PLAN, "layers": []}).enter(64)
    assert limits["RLIMIT_NOFILE"] == (100, 100)
    assert limits["RLIMIT_CORE"] == (0, 0)


@pytest.mark.parametrize(
    ("release", "namespace", "limited"),
    [
        ("5.14.0-1-amd64", "user:[1]", True),
        ("6.1.0-18-amd64", "user:[1]", True),
        ("5.10.0-28-amd64", "user:[1]", False),
        ("6.1.0-18-amd64", None, False),  # the judge's own
    ],
)
def test_processes_are_limited_where_nobody_elses_count(monkeypatch, release, namespace, limited):
    system = os.uname()
    monkeypatch.setattr(
        confine.os, "uname", lambda: SimpleNamespace(release=release, machine=system.machine)
    )
    limits = LimitsSet()
    monkeypatch.setattr(confine, "resource", limits)
    outside = namespace or str(Path("/proc/self/ns/user").readlink())
    Confinement({**PLAN, "layers": [], "users": outside}).enter(64)
    assert ("RLIMIT_NPROC" in limits) == limited


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
