"""What a submission finds around it: environment, descriptors, folders, limits."""

from pathlib import Path

from cnnquiz.sandbox.zygote import Zygote
from cnnquiz.wire.outcome import Returned
from support import CHECKOUT

LOOK_AROUND = """\
import os, resource, sys, threading
def environment():
    with open("/proc/self/environ") as file:
        return dict(os.environ), file.read()
def descriptors():
    return sorted((int(fd), os.readlink(f"/proc/self/fd/{fd}")) for fd in os.listdir("/dev/fd")
                  if os.path.exists(f"/proc/self/fd/{fd}"))
def folder():
    return os.getcwd(), os.listdir(".")
def limits():
    names = "CORE", "FSIZE", "NOFILE", "AS"
    return {name: resource.getrlimit(getattr(resource, f"RLIMIT_{name}")) for name in names}
def present_size():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[0]) * resource.getpagesize()
def flags():
    return sys.flags.isolated, sys.flags.dont_write_bytecode, threading.active_count()
def path():
    return [entry for entry in sys.path if not entry or not os.path.isabs(entry)]
def ask():
    return input()
"""


def test_environment_holds_nothing_of_the_judges(make_worker, bare_zygote):
    worker = make_worker(LOOK_AROUND, own_zygote=bare_zygote)
    environment, at_start = worker.call("environment", (), {}).value
    assert "CNNQUIZ_TEST_SECRET" not in environment
    assert "squirrel" not in at_start
    threads = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")}
    plain = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "PYTHONHASHSEED": "0"}
    plain["GLIBC_TUNABLES"] = "glibc.malloc.hugetlb=1"
    plain["TORCH_DEVICE_BACKEND_AUTOLOAD"] = "0"
    folders = {name: environment[name] for name in ("HOME", "TMPDIR")}
    assert environment == plain | threads | folders


def test_only_the_expected_descriptors_are_open(make_worker, bare_zygote, tmp_path):
    with (tmp_path / "gradebook").open("w") as file:
        import os

        os.set_inheritable(file.fileno(), True)
        worker = make_worker(LOOK_AROUND, own_zygote=bare_zygote)
        descriptors = dict(worker.call("descriptors", (), {}).value)
    assert set(descriptors) == {0, 1, 2, 3}
    assert descriptors[0] == "/dev/null"
    assert descriptors[1] == descriptors[2]
    assert descriptors[1].startswith("pipe:")
    assert descriptors[3].startswith("socket:")


def test_working_directory_is_empty_and_outside_of_the_checkout(make_worker):
    folder, entries = make_worker(LOOK_AROUND).call("folder", (), {}).value
    assert entries == []
    assert not Path(folder).is_relative_to(CHECKOUT)
    assert not Path(folder).is_relative_to(Path.cwd())


def test_files_of_one_submission_are_gone_before_the_next(make_worker, bare_zygote):
    leave = make_worker(
        "import os\n"
        "def leave():\n"
        "    os.makedirs('folder/inner')\n"
        "    os.symlink('/', 'root')\n"
        "    os.symlink('folder', 'folder/inner/loop')\n"
        "    for path in ('answers.txt', '.hidden', 'folder/inner/more.txt'):\n"
        "        open(path, 'w').write('42')\n"
        "    os.chmod('folder/inner', 0)\n"
        "    return len(os.listdir('.'))\n",
        own_zygote=bare_zygote,
    )
    assert leave.call("leave", (), {}) == Returned(4)
    leave.close()
    look = make_worker(LOOK_AROUND, own_zygote=bare_zygote)
    assert look.call("folder", (), {}).value[1] == []


def test_folder_that_a_submission_removes_is_there_for_the_next(make_worker, bare_zygote):
    source = "import os\ndef remove():\n    os.rmdir(os.getcwd())\n"
    remove = make_worker(source, own_zygote=bare_zygote)
    assert remove.call("remove", (), {}) == Returned(None)
    remove.close()
    look = make_worker(LOOK_AROUND, own_zygote=bare_zygote)
    folder, entries = look.call("folder", (), {}).value
    assert entries == []
    assert Path(folder).is_dir()


def test_folder_is_gone_with_the_zygote(make_worker):
    with Zygote() as own:
        worker = make_worker(LOOK_AROUND, own_zygote=own)
        folder = Path(worker.call("folder", (), {}).value[0])
        assert folder.is_dir()
        worker.close()
    assert not folder.exists()


def test_limits_are_set_and_cannot_be_raised_by_an_ordinary_user(make_worker, bare_zygote):
    worker = make_worker(LOOK_AROUND, memory_mb=256, own_zygote=bare_zygote)
    limits = worker.call("limits", (), {}).value
    assert limits["CORE"] == (0, 0)
    assert limits["NOFILE"] == (256, 256)
    assert limits["FSIZE"] == (2**26, 2**26)
    soft, hard = limits["AS"]
    assert soft == hard
    # A little is mapped between the two measurements.
    assert abs(soft - worker.call("present_size", (), {}).value - 2**28) < 2**25


def test_file_beyond_its_limit_is_an_error_of_the_submission(make_worker):
    worker = make_worker(
        "def write():\n    with open('large', 'wb') as file:\n"
        "        file.seek(2**26)\n        file.write(b'x')\n"
    )
    assert "OSError" in worker.call("write", (), {}).bases


def test_interpreter_takes_nothing_from_outside_and_has_one_thread(make_worker):
    worker = make_worker(LOOK_AROUND)
    assert worker.call("flags", (), {}).value == (1, 1, 1)
    assert worker.call("path", (), {}).value == []


def test_nobody_answers_a_question_on_the_terminal(make_worker):
    assert make_worker(LOOK_AROUND).call("ask", (), {}).type == "EOFError"


def test_changes_to_the_process_die_with_it(make_worker):
    change = make_worker(
        "import builtins, json, os, sys\nimport numpy as np\n"
        "def change():\n"
        "    os.environ['CHANGED'] = '1'\n"
        "    os.chdir('/')\n"
        "    builtins.sum = np.sum = json.loads = None\n"
        "    sys.path.insert(0, '/nowhere')\n"
        "    sys.setrecursionlimit(60)\n"
    )
    assert change.call("change", (), {}) == Returned(None)
    change.close()
    look = make_worker(
        "import json, os, sys\nimport numpy as np\n"
        "def look():\n"
        "    changed = 'CHANGED' in os.environ or os.getcwd() == '/' or '/nowhere' in sys.path\n"
        "    works = json.loads('1') + sum([1]) + int(np.sum([1]))\n"
        "    return changed, works, sys.getrecursionlimit()\n"
    )
    assert look.call("look", (), {}) == Returned((False, 3, 1000))


def test_processor_time_is_that_of_the_worker_with_its_threads_and_not_of_waiting(make_worker):
    worker = make_worker(
        "import threading, time\n"
        "def burn():\n"
        "    end = time.thread_time() + 0.3\n"
        "    while time.thread_time() < end: pass\n"
        "def in_thread():\n"
        "    thread = threading.Thread(target=burn)\n"
        "    thread.start()\n"
        "    thread.join()\n"
        "def wait():\n"
        "    time.sleep(0.3)\n",
        seconds=30.0,
    )
    taken = []
    for function in ("burn", "in_thread", "wait"):
        before = worker.cpu_seconds()
        assert worker.call(function, (), {}) == Returned(None)
        taken.append(worker.cpu_seconds() - before)
    # The system counts in hundredths of a second; a call itself costs little more than none.
    assert taken[0] > 0.25
    assert taken[1] > 0.25
    assert taken[2] < 0.2
